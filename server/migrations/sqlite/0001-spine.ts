export const sql = `
create table \`binding_request\` (\`id\` text not null, \`enterprise_id\` text not null, \`identity_id\` text not null, \`phone\` text not null, \`name\` text not null, \`company\` text not null, \`state\` text not null, \`created_at\` datetime not null, \`resolved_at\` datetime null, \`resolved_by\` text null, primary key (\`id\`));
create index \`binding_request_enterprise_id_state_id_index\` on \`binding_request\` (\`enterprise_id\`, \`state\`, \`id\`);
create index \`binding_request_identity_id_state_index\` on \`binding_request\` (\`identity_id\`, \`state\`);

create table \`channel_account\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`callback_key\` text not null, \`name\` text not null, \`app_id\` text not null, \`original_id\` text null, \`agent_id\` text not null default '', \`account_type\` text null, \`verified\` integer null, \`state\` text not null, \`checks\` text not null, \`callback_mode\` text not null, \`base_url\` text not null, \`oauth_base_url\` text not null, \`sealed_secret\` text not null, \`sealed_token\` text not null, \`sealed_aes_key\` text not null, \`sealed_previous_token\` text null, \`sealed_previous_aes_key\` text null, \`previous_accepted_until\` datetime null, \`connected_at\` datetime not null, \`last_callback_at\` datetime null, \`last_checked_at\` datetime null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`channel_account_callback_key_unique\` on \`channel_account\` (\`callback_key\`);
create index \`channel_account_enterprise_id_kind_index\` on \`channel_account\` (\`enterprise_id\`, \`kind\`);
create unique index \`channel_account_kind_app_id_agent_id_unique\` on \`channel_account\` (\`kind\`, \`app_id\`, \`agent_id\`);

create table \`connection\` (\`id\` text not null, \`upstream_id\` text not null, \`downstream_id\` text not null, \`origin\` text not null, \`state\` text not null, \`edition\` text null, \`own_edition\` integer not null default false, \`created_at\` datetime not null, \`terminated_at\` datetime null, \`ends_at\` datetime null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`connection_upstream_id_state_index\` on \`connection\` (\`upstream_id\`, \`state\`);
create index \`connection_downstream_id_state_index\` on \`connection\` (\`downstream_id\`, \`state\`);

create table \`consent\` (\`id\` text not null, \`enterprise_id\` text not null, \`identity_id\` text not null, \`text_version\` text not null, \`text_hash\` text not null, \`language\` text not null, \`given_at\` datetime not null, \`withdrawn_at\` datetime null, primary key (\`id\`));
create index \`consent_enterprise_id_identity_id_index\` on \`consent\` (\`enterprise_id\`, \`identity_id\`);

create table \`conversation\` (\`id\` text not null, \`enterprise_id\` text not null, \`last_message_at\` datetime null, \`last_trigger_at\` datetime null, primary key (\`id\`));

create table \`delivery\` (\`id\` text not null, \`enterprise_id\` text not null, \`purpose\` text not null, \`interconnect_user_id\` text null, \`staff_id\` text null, \`recipient_name\` text not null, \`content\` text not null, \`sealed_message\` text null, \`carrier\` text null, \`channel_account_id\` text null, \`openid\` text null, \`passed_over\` text not null, \`state\` text not null, \`platform_code\` text null, \`reason_key\` text null, \`failure\` text not null, \`platform_message_id\` text null, \`attempted_at\` datetime null, \`round\` integer not null default 1, \`not_after\` datetime null, \`cause_key\` text not null, \`created_at\` datetime not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`delivery_cause_key_unique\` on \`delivery\` (\`cause_key\`);
create index \`delivery_enterprise_id_id_index\` on \`delivery\` (\`enterprise_id\`, \`id\`);
create index \`delivery_platform_message_id_index\` on \`delivery\` (\`platform_message_id\`);
create index \`delivery_interconnect_user_id_id_index\` on \`delivery\` (\`interconnect_user_id\`, \`id\`);

create table \`enterprise\` (\`id\` text not null, \`legal_name\` text not null, \`display_name\` text not null, \`slogan\` text not null default '', \`kind\` text not null default 'company', \`time_zone\` text not null default 'Asia/Shanghai', \`demo\` integer not null default false, \`claimed_at\` datetime null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));

create table \`follower\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`openid\` text not null, \`following\` integer not null, \`followed_at\` datetime null, \`unfollowed_at\` datetime null, \`scene\` text null, \`identity_id\` text null, \`bound\` integer not null default false, \`bound_contact\` text null, \`bound_company\` text null, \`bound_salesperson\` text null, \`updated_at\` datetime not null, primary key (\`id\`));
create unique index \`follower_channel_account_id_openid_unique\` on \`follower\` (\`channel_account_id\`, \`openid\`);

create table \`follow_guide\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`enabled\` integer not null default true, \`unbound\` text not null, \`bound\` text not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`follow_guide_channel_account_id_unique\` on \`follow_guide\` (\`channel_account_id\`);

create table \`idempotency_key\` (\`id\` text not null, \`body_hash\` text not null, \`status\` integer null, \`sealed_body\` text null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`idempotency_key_created_at_index\` on \`idempotency_key\` (\`created_at\`);

create table \`identity\` (\`id\` text not null, \`unionid\` text null, \`language\` text not null default 'zh-CN', \`last_membership_id\` text null, \`created_at\` datetime not null, primary key (\`id\`));
create unique index \`identity_unionid_unique\` on \`identity\` (\`unionid\`);

create table \`identity_openid\` (\`id\` text not null, \`identity_id\` text not null, \`app_id\` text not null, \`openid\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`identity_openid_identity_id_index\` on \`identity_openid\` (\`identity_id\`);
create unique index \`identity_openid_app_id_openid_unique\` on \`identity_openid\` (\`app_id\`, \`openid\`);

create table \`inbox\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`natural_key\` text not null, \`kind\` text not null, \`sender\` text not null, \`cipher_hash\` text null, \`sealed_content\` text not null, \`replied\` integer not null, \`received_at\` datetime not null, \`reply_late\` integer not null default false, \`reply_given\` integer not null default false, \`state\` text not null, primary key (\`id\`));
create unique index \`inbox_channel_account_id_natural_key_unique\` on \`inbox\` (\`channel_account_id\`, \`natural_key\`);

create table \`interconnect_enterprise\` (\`id\` text not null, \`enterprise_id\` text not null, \`connection_id\` text not null, \`downstream_id\` text not null, \`name\` text not null, \`salesperson_id\` text null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`interconnect_enterprise_connection_id_unique\` on \`interconnect_enterprise\` (\`connection_id\`);

create table \`interconnect_user\` (\`id\` text not null, \`enterprise_id\` text not null, \`interconnect_enterprise_id\` text not null, \`name\` text not null, \`phone\` text not null, \`roles\` text not null, \`account_state\` text not null, \`binding_state\` text not null, \`identity_id\` text null, \`salesperson_id\` text null, \`invited_at\` datetime null, \`waiting_since\` datetime null, \`bound_at\` datetime null, \`last_seen_at\` datetime null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`interconnect_user_phone_index\` on \`interconnect_user\` (\`phone\`);
create index \`interconnect_user_identity_id_index\` on \`interconnect_user\` (\`identity_id\`);
create index \`interconnect_user_enterprise_id_id_index\` on \`interconnect_user\` (\`enterprise_id\`, \`id\`);
create unique index \`interconnect_user_interconnect_enterprise_id_phone_unique\` on \`interconnect_user\` (\`interconnect_enterprise_id\`, \`phone\`);
create unique index \`interconnect_user_interconnect_enterprise_id_identity_id_unique\` on \`interconnect_user\` (\`interconnect_enterprise_id\`, \`identity_id\`);

create table \`job\` (\`id\` text not null, \`kind\` text not null, \`payload\` text not null, \`unique_key\` text null, \`order_key\` text null, \`enterprise_id\` text null, \`cause\` text not null, \`state\` text not null, \`attempts\` integer not null default 0, \`run_at\` datetime not null, \`lease_token\` text null, \`lease_until\` datetime null, \`last_error\` text null, \`created_at\` datetime not null, \`finished_at\` datetime null, primary key (\`id\`));
create unique index \`job_unique_key_unique\` on \`job\` (\`unique_key\`);
create index \`job_state_run_at_id_index\` on \`job\` (\`state\`, \`run_at\`, \`id\`);
create index \`job_order_key_state_id_index\` on \`job\` (\`order_key\`, \`state\`, \`id\`);
create index \`job_state_finished_at_index\` on \`job\` (\`state\`, \`finished_at\`);

create table \`opened_ticket\` (\`id\` text not null, \`identity_id\` text not null, \`opened_at\` datetime not null, primary key (\`id\`));

create table \`operation_record\` (\`id\` text not null, \`enterprise_id\` text not null, \`actor\` text not null, \`actor_name\` text not null, \`action\` text not null, \`target\` text not null, \`before\` text not null, \`after\` text not null, \`request_id\` text not null, \`at\` datetime not null, primary key (\`id\`));
create index \`operation_record_enterprise_id_id_index\` on \`operation_record\` (\`enterprise_id\`, \`id\`);

create table \`phone_proof\` (\`id\` text not null, \`identity_id\` text not null, \`phone\` text not null, \`via\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`used_at\` datetime null, primary key (\`id\`));

create table \`platform_token\` (\`id\` text not null, \`sealed_token\` text null, \`expires_at\` datetime null, \`fence\` integer not null default 0, \`lease_owner\` text null, \`lease_until\` datetime null, \`updated_at\` datetime not null, primary key (\`id\`));

create table \`quota_balance\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`seq\` integer not null default 0, \`bought\` integer not null default 0, \`reserved\` integer not null default 0, \`used\` integer not null default 0, primary key (\`id\`));
create unique index \`quota_balance_enterprise_id_kind_unique\` on \`quota_balance\` (\`enterprise_id\`, \`kind\`);

create table \`quota_entry\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`seq\` integer not null, \`lot_id\` text not null, \`change\` text not null, \`bought_delta\` integer not null, \`reserved_delta\` integer not null, \`used_delta\` integer not null, \`holder_key\` text null, \`expires_at\` datetime null, \`reason\` text not null, \`reason_values\` text not null, \`cause_key\` text not null, \`actor\` text not null, \`at\` datetime not null, primary key (\`id\`));
create index \`quota_entry_enterprise_id_id_index\` on \`quota_entry\` (\`enterprise_id\`, \`id\`);
create index \`quota_entry_enterprise_id_kind_id_index\` on \`quota_entry\` (\`enterprise_id\`, \`kind\`, \`id\`);
create index \`quota_entry_enterprise_id_kind_holder_key_index\` on \`quota_entry\` (\`enterprise_id\`, \`kind\`, \`holder_key\`);
create unique index \`quota_entry_enterprise_id_kind_seq_unique\` on \`quota_entry\` (\`enterprise_id\`, \`kind\`, \`seq\`);
create unique index \`quota_entry_enterprise_id_kind_cause_key_unique\` on \`quota_entry\` (\`enterprise_id\`, \`kind\`, \`cause_key\`);

create table \`quota_lot\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`source_key\` text not null, \`amount\` integer not null, \`starts_at\` datetime not null, \`ends_at\` datetime null, \`reason\` text not null, \`reason_values\` text not null, \`actor\` text not null, \`created_at\` datetime not null, \`phase\` text not null, \`reserved\` integer not null default 0, \`used\` integer not null default 0, primary key (\`id\`));
create unique index \`quota_lot_source_key_unique\` on \`quota_lot\` (\`source_key\`);
create index \`quota_lot_enterprise_id_kind_phase_index\` on \`quota_lot\` (\`enterprise_id\`, \`kind\`, \`phase\`);
create index \`quota_lot_phase_ends_at_index\` on \`quota_lot\` (\`phase\`, \`ends_at\`);
create index \`quota_lot_phase_starts_at_index\` on \`quota_lot\` (\`phase\`, \`starts_at\`);

create table \`quota_place\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`holder_key\` text not null, \`lot_id\` text not null, \`state\` text not null, \`since\` datetime not null, \`since_seq\` integer not null, \`expires_at\` datetime null, primary key (\`id\`));
create index \`quota_place_enterprise_id_kind_state_expires_at_index\` on \`quota_place\` (\`enterprise_id\`, \`kind\`, \`state\`, \`expires_at\`);
create index \`quota_place_lot_id_state_index\` on \`quota_place\` (\`lot_id\`, \`state\`);
create index \`quota_place_state_expires_at_index\` on \`quota_place\` (\`state\`, \`expires_at\`);
create unique index \`quota_place_enterprise_id_kind_holder_key_unique\` on \`quota_place\` (\`enterprise_id\`, \`kind\`, \`holder_key\`);

create table \`session\` (\`id\` text not null, \`token_hash\` text not null, \`audience\` text not null, \`enterprise_id\` text not null, \`person_id\` text not null, \`membership_id\` text null, \`app_id\` text not null, \`language\` text not null, \`created_at\` datetime not null, \`last_seen_at\` datetime not null, \`expires_at\` datetime not null, \`revoked_at\` datetime null, primary key (\`id\`));
create unique index \`session_token_hash_unique\` on \`session\` (\`token_hash\`);
create index \`session_person_id_revoked_at_index\` on \`session\` (\`person_id\`, \`revoked_at\`);
create index \`session_membership_id_index\` on \`session\` (\`membership_id\`);
create index \`session_expires_at_index\` on \`session\` (\`expires_at\`);

create table \`session_exchange\` (\`id\` text not null, \`code_hash\` text not null, \`identity_id\` text not null, \`enterprise_id\` text not null, \`app_id\` text not null, \`expires_at\` datetime not null, \`used_at\` datetime null, primary key (\`id\`));
create unique index \`session_exchange_code_hash_unique\` on \`session_exchange\` (\`code_hash\`);

create table \`setting\` (\`id\` text not null, \`value\` text not null, \`updated_at\` datetime not null, primary key (\`id\`));

create table \`sms_challenge\` (\`id\` text not null, \`identity_id\` text not null, \`enterprise_id\` text not null, \`phone\` text not null, \`ip_hash\` text not null, \`code_hash\` text not null, \`attempts\` integer not null default 0, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`used_at\` datetime null, primary key (\`id\`));
create index \`sms_challenge_phone_created_at_index\` on \`sms_challenge\` (\`phone\`, \`created_at\`);
create index \`sms_challenge_identity_id_created_at_index\` on \`sms_challenge\` (\`identity_id\`, \`created_at\`);
create index \`sms_challenge_enterprise_id_created_at_index\` on \`sms_challenge\` (\`enterprise_id\`, \`created_at\`);
create index \`sms_challenge_ip_hash_created_at_index\` on \`sms_challenge\` (\`ip_hash\`, \`created_at\`);

create table \`staff\` (\`id\` text not null, \`enterprise_id\` text not null, \`account\` text not null, \`name\` text not null, \`phone\` text null, \`state\` text not null, \`permissions\` text not null, \`language\` text not null default 'zh-CN', \`last_seen_at\` datetime null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`staff_enterprise_id_account_unique\` on \`staff\` (\`enterprise_id\`, \`account\`);

create table \`staff_link\` (\`id\` text not null, \`code_hash\` text not null, \`enterprise_id\` text not null, \`staff_id\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`used_at\` datetime null, primary key (\`id\`));
create unique index \`staff_link_code_hash_unique\` on \`staff_link\` (\`code_hash\`);

create table \`subscribe_consent\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`openid\` text not null, \`template_id\` text not null, \`accepted\` integer not null, \`updated_at\` datetime not null, primary key (\`id\`));
create unique index \`subscribe_consent_channel_account_id_openid_template_id_unique\` on \`subscribe_consent\` (\`channel_account_id\`, \`openid\`, \`template_id\`);

create table \`template_mapping\` (\`id\` text not null, \`enterprise_id\` text not null, \`purpose\` text not null, \`carrier\` text not null, \`channel_account_id\` text not null, \`template_id\` text not null, \`template_title\` text not null, \`field_kinds\` text not null, \`fields\` text not null, \`enabled\` integer not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`template_mapping_enterprise_id_purpose_carrier_unique\` on \`template_mapping\` (\`enterprise_id\`, \`purpose\`, \`carrier\`);
`;
