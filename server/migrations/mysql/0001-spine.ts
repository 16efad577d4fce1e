export const sql = `
create table \`binding_request\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`phone\` varchar(20) not null, \`name\` varchar(60) not null, \`company\` varchar(100) not null, \`state\` varchar(12) not null, \`created_at\` datetime(3) not null, \`resolved_at\` datetime(3) null, \`resolved_by\` varchar(36) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`binding_request\` add index \`binding_request_enterprise_id_state_id_index\`(\`enterprise_id\`, \`state\`, \`id\`);
alter table \`binding_request\` add index \`binding_request_identity_id_state_index\`(\`identity_id\`, \`state\`);

create table \`channel_account\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(20) not null, \`callback_key\` varchar(22) not null, \`name\` varchar(60) not null, \`app_id\` varchar(64) not null, \`original_id\` varchar(64) null, \`agent_id\` varchar(16) not null default '', \`account_type\` varchar(16) null, \`verified\` tinyint(1) null, \`state\` varchar(16) not null, \`checks\` longtext not null, \`callback_mode\` varchar(12) not null, \`base_url\` varchar(300) not null, \`oauth_base_url\` varchar(300) not null, \`sealed_secret\` longtext not null, \`sealed_token\` longtext not null, \`sealed_aes_key\` longtext not null, \`sealed_previous_token\` longtext null, \`sealed_previous_aes_key\` longtext null, \`previous_accepted_until\` datetime(3) null, \`connected_at\` datetime(3) not null, \`last_callback_at\` datetime(3) null, \`last_checked_at\` datetime(3) null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`channel_account\` add unique \`channel_account_callback_key_unique\`(\`callback_key\`);
alter table \`channel_account\` add index \`channel_account_enterprise_id_kind_index\`(\`enterprise_id\`, \`kind\`);
alter table \`channel_account\` add unique \`channel_account_kind_app_id_agent_id_unique\`(\`kind\`, \`app_id\`, \`agent_id\`);

create table \`connection\` (\`id\` varchar(36) not null, \`upstream_id\` varchar(36) not null, \`downstream_id\` varchar(36) not null, \`origin\` varchar(20) not null, \`state\` varchar(12) not null, \`edition\` varchar(40) null, \`own_edition\` tinyint(1) not null default false, \`created_at\` datetime(3) not null, \`terminated_at\` datetime(3) null, \`ends_at\` datetime(3) null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`connection\` add index \`connection_upstream_id_state_index\`(\`upstream_id\`, \`state\`);
alter table \`connection\` add index \`connection_downstream_id_state_index\`(\`downstream_id\`, \`state\`);

create table \`consent\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`text_version\` varchar(40) not null, \`text_hash\` varchar(43) not null, \`language\` varchar(8) not null, \`given_at\` datetime(3) not null, \`withdrawn_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`consent\` add index \`consent_enterprise_id_identity_id_index\`(\`enterprise_id\`, \`identity_id\`);

create table \`conversation\` (\`id\` varchar(110) not null, \`enterprise_id\` varchar(36) not null, \`last_message_at\` datetime(3) null, \`last_trigger_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`delivery\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`purpose\` varchar(40) not null, \`interconnect_user_id\` varchar(36) null, \`staff_id\` varchar(36) null, \`recipient_name\` varchar(60) not null, \`content\` longtext not null, \`sealed_message\` longtext null, \`carrier\` varchar(20) null, \`channel_account_id\` varchar(36) null, \`openid\` varchar(64) null, \`passed_over\` longtext not null, \`state\` varchar(20) not null, \`platform_code\` varchar(80) null, \`reason_key\` varchar(80) null, \`failure\` longtext not null, \`platform_message_id\` varchar(64) null, \`attempted_at\` datetime(3) null, \`round\` int not null default 1, \`not_after\` datetime(3) null, \`cause_key\` varchar(160) not null, \`created_at\` datetime(3) not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`delivery\` add unique \`delivery_cause_key_unique\`(\`cause_key\`);
alter table \`delivery\` add index \`delivery_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`delivery\` add index \`delivery_platform_message_id_index\`(\`platform_message_id\`);
alter table \`delivery\` add index \`delivery_interconnect_user_id_id_index\`(\`interconnect_user_id\`, \`id\`);

create table \`enterprise\` (\`id\` varchar(36) not null, \`legal_name\` varchar(120) not null, \`display_name\` varchar(60) not null, \`slogan\` varchar(120) not null default '', \`kind\` varchar(12) not null default 'company', \`time_zone\` varchar(60) not null default 'Asia/Shanghai', \`demo\` tinyint(1) not null default false, \`claimed_at\` datetime(3) null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`follower\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`openid\` varchar(64) not null, \`following\` tinyint(1) not null, \`followed_at\` datetime(3) null, \`unfollowed_at\` datetime(3) null, \`scene\` varchar(64) null, \`identity_id\` varchar(36) null, \`bound\` tinyint(1) not null default false, \`bound_contact\` varchar(60) null, \`bound_company\` varchar(60) null, \`bound_salesperson\` varchar(60) null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`follower\` add unique \`follower_channel_account_id_openid_unique\`(\`channel_account_id\`, \`openid\`);

create table \`follow_guide\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`enabled\` tinyint(1) not null default true, \`unbound\` longtext not null, \`bound\` longtext not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`follow_guide\` add unique \`follow_guide_channel_account_id_unique\`(\`channel_account_id\`);

create table \`idempotency_key\` (\`id\` varchar(43) not null, \`body_hash\` varchar(43) not null, \`status\` int null, \`sealed_body\` longtext null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`idempotency_key\` add index \`idempotency_key_created_at_index\`(\`created_at\`);

create table \`identity\` (\`id\` varchar(36) not null, \`unionid\` varchar(64) null, \`language\` varchar(8) not null default 'zh-CN', \`last_membership_id\` varchar(36) null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`identity\` add unique \`identity_unionid_unique\`(\`unionid\`);

create table \`identity_openid\` (\`id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`app_id\` varchar(64) not null, \`openid\` varchar(64) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`identity_openid\` add index \`identity_openid_identity_id_index\`(\`identity_id\`);
alter table \`identity_openid\` add unique \`identity_openid_app_id_openid_unique\`(\`app_id\`, \`openid\`);

create table \`inbox\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`natural_key\` varchar(70) not null, \`kind\` varchar(60) not null, \`sender\` varchar(64) not null, \`cipher_hash\` varchar(43) null, \`sealed_content\` longtext not null, \`replied\` tinyint(1) not null, \`received_at\` datetime(3) not null, \`reply_late\` tinyint(1) not null default false, \`reply_given\` tinyint(1) not null default false, \`state\` varchar(8) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`inbox\` add unique \`inbox_channel_account_id_natural_key_unique\`(\`channel_account_id\`, \`natural_key\`);

create table \`interconnect_enterprise\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`connection_id\` varchar(36) not null, \`downstream_id\` varchar(36) not null, \`name\` varchar(60) not null, \`salesperson_id\` varchar(36) null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`interconnect_enterprise\` add unique \`interconnect_enterprise_connection_id_unique\`(\`connection_id\`);

create table \`interconnect_user\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`interconnect_enterprise_id\` varchar(36) not null, \`name\` varchar(60) not null, \`phone\` varchar(20) not null, \`roles\` longtext not null, \`account_state\` varchar(16) not null, \`binding_state\` varchar(16) not null, \`identity_id\` varchar(36) null, \`salesperson_id\` varchar(36) null, \`invited_at\` datetime(3) null, \`waiting_since\` datetime(3) null, \`bound_at\` datetime(3) null, \`last_seen_at\` datetime(3) null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`interconnect_user\` add index \`interconnect_user_phone_index\`(\`phone\`);
alter table \`interconnect_user\` add index \`interconnect_user_identity_id_index\`(\`identity_id\`);
alter table \`interconnect_user\` add index \`interconnect_user_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`interconnect_user\` add unique \`interconnect_user_interconnect_enterprise_id_phone_unique\`(\`interconnect_enterprise_id\`, \`phone\`);
alter table \`interconnect_user\` add unique \`interconnect_user_interconnect_enterprise_id_identity_id_unique\`(\`interconnect_enterprise_id\`, \`identity_id\`);

create table \`job\` (\`id\` varchar(36) not null, \`kind\` varchar(60) not null, \`payload\` longtext not null, \`unique_key\` varchar(160) null, \`order_key\` varchar(120) null, \`enterprise_id\` varchar(36) null, \`cause\` varchar(80) not null, \`state\` varchar(8) not null, \`attempts\` int not null default 0, \`run_at\` datetime(3) not null, \`lease_token\` varchar(36) null, \`lease_until\` datetime(3) null, \`last_error\` varchar(1000) null, \`created_at\` datetime(3) not null, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`job\` add unique \`job_unique_key_unique\`(\`unique_key\`);
alter table \`job\` add index \`job_state_run_at_id_index\`(\`state\`, \`run_at\`, \`id\`);
alter table \`job\` add index \`job_order_key_state_id_index\`(\`order_key\`, \`state\`, \`id\`);
alter table \`job\` add index \`job_state_finished_at_index\`(\`state\`, \`finished_at\`);

create table \`opened_ticket\` (\`id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`opened_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`operation_record\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`actor\` varchar(60) not null, \`actor_name\` varchar(60) not null, \`action\` varchar(60) not null, \`target\` varchar(120) not null, \`before\` longtext not null, \`after\` longtext not null, \`request_id\` varchar(60) not null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`operation_record\` add index \`operation_record_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);

create table \`phone_proof\` (\`id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`phone\` varchar(20) not null, \`via\` varchar(10) not null, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`used_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`platform_token\` (\`id\` varchar(120) not null, \`sealed_token\` longtext null, \`expires_at\` datetime(3) null, \`fence\` int not null default 0, \`lease_owner\` varchar(80) null, \`lease_until\` datetime(3) null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`quota_balance\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(50) not null, \`seq\` int not null default 0, \`bought\` int not null default 0, \`reserved\` int not null default 0, \`used\` int not null default 0, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`quota_balance\` add unique \`quota_balance_enterprise_id_kind_unique\`(\`enterprise_id\`, \`kind\`);

create table \`quota_entry\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(50) not null, \`seq\` int not null, \`lot_id\` varchar(36) not null, \`change\` varchar(12) not null, \`bought_delta\` int not null, \`reserved_delta\` int not null, \`used_delta\` int not null, \`holder_key\` varchar(80) null, \`expires_at\` datetime(3) null, \`reason\` varchar(40) not null, \`reason_values\` longtext not null, \`cause_key\` varchar(230) not null, \`actor\` varchar(80) not null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`quota_entry\` add index \`quota_entry_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`quota_entry\` add index \`quota_entry_enterprise_id_kind_id_index\`(\`enterprise_id\`, \`kind\`, \`id\`);
alter table \`quota_entry\` add index \`quota_entry_enterprise_id_kind_holder_key_index\`(\`enterprise_id\`, \`kind\`, \`holder_key\`);
alter table \`quota_entry\` add unique \`quota_entry_enterprise_id_kind_seq_unique\`(\`enterprise_id\`, \`kind\`, \`seq\`);
alter table \`quota_entry\` add unique \`quota_entry_enterprise_id_kind_cause_key_unique\`(\`enterprise_id\`, \`kind\`, \`cause_key\`);

create table \`quota_lot\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(50) not null, \`source_key\` varchar(120) not null, \`amount\` int not null, \`starts_at\` datetime(3) not null, \`ends_at\` datetime(3) null, \`reason\` varchar(40) not null, \`reason_values\` longtext not null, \`actor\` varchar(80) not null, \`created_at\` datetime(3) not null, \`phase\` varchar(8) not null, \`reserved\` int not null default 0, \`used\` int not null default 0, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`quota_lot\` add unique \`quota_lot_source_key_unique\`(\`source_key\`);
alter table \`quota_lot\` add index \`quota_lot_enterprise_id_kind_phase_index\`(\`enterprise_id\`, \`kind\`, \`phase\`);
alter table \`quota_lot\` add index \`quota_lot_phase_ends_at_index\`(\`phase\`, \`ends_at\`);
alter table \`quota_lot\` add index \`quota_lot_phase_starts_at_index\`(\`phase\`, \`starts_at\`);

create table \`quota_place\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(50) not null, \`holder_key\` varchar(80) not null, \`lot_id\` varchar(36) not null, \`state\` varchar(10) not null, \`since\` datetime(3) not null, \`since_seq\` int not null, \`expires_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`quota_place\` add index \`quota_place_enterprise_id_kind_state_expires_at_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`expires_at\`);
alter table \`quota_place\` add index \`quota_place_lot_id_state_index\`(\`lot_id\`, \`state\`);
alter table \`quota_place\` add index \`quota_place_state_expires_at_index\`(\`state\`, \`expires_at\`);
alter table \`quota_place\` add unique \`quota_place_enterprise_id_kind_holder_key_unique\`(\`enterprise_id\`, \`kind\`, \`holder_key\`);

create table \`session\` (\`id\` varchar(36) not null, \`token_hash\` varchar(43) not null, \`audience\` varchar(12) not null, \`enterprise_id\` varchar(36) not null, \`person_id\` varchar(36) not null, \`membership_id\` varchar(36) null, \`app_id\` varchar(64) not null, \`language\` varchar(8) not null, \`created_at\` datetime(3) not null, \`last_seen_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`revoked_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`session\` add unique \`session_token_hash_unique\`(\`token_hash\`);
alter table \`session\` add index \`session_person_id_revoked_at_index\`(\`person_id\`, \`revoked_at\`);
alter table \`session\` add index \`session_membership_id_index\`(\`membership_id\`);
alter table \`session\` add index \`session_expires_at_index\`(\`expires_at\`);

create table \`session_exchange\` (\`id\` varchar(36) not null, \`code_hash\` varchar(43) not null, \`identity_id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`app_id\` varchar(64) not null, \`expires_at\` datetime(3) not null, \`used_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`session_exchange\` add unique \`session_exchange_code_hash_unique\`(\`code_hash\`);

create table \`setting\` (\`id\` varchar(80) not null, \`value\` longtext not null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`sms_challenge\` (\`id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`phone\` varchar(20) not null, \`ip_hash\` varchar(43) not null, \`code_hash\` varchar(43) not null, \`attempts\` int not null default 0, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`used_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`sms_challenge\` add index \`sms_challenge_phone_created_at_index\`(\`phone\`, \`created_at\`);
alter table \`sms_challenge\` add index \`sms_challenge_identity_id_created_at_index\`(\`identity_id\`, \`created_at\`);
alter table \`sms_challenge\` add index \`sms_challenge_enterprise_id_created_at_index\`(\`enterprise_id\`, \`created_at\`);
alter table \`sms_challenge\` add index \`sms_challenge_ip_hash_created_at_index\`(\`ip_hash\`, \`created_at\`);

create table \`staff\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`account\` varchar(64) not null, \`name\` varchar(60) not null, \`phone\` varchar(20) null, \`state\` varchar(10) not null, \`permissions\` longtext not null, \`language\` varchar(8) not null default 'zh-CN', \`last_seen_at\` datetime(3) null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`staff\` add unique \`staff_enterprise_id_account_unique\`(\`enterprise_id\`, \`account\`);

create table \`staff_link\` (\`id\` varchar(36) not null, \`code_hash\` varchar(43) not null, \`enterprise_id\` varchar(36) not null, \`staff_id\` varchar(36) not null, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`used_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`staff_link\` add unique \`staff_link_code_hash_unique\`(\`code_hash\`);

create table \`subscribe_consent\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`openid\` varchar(64) not null, \`template_id\` varchar(80) not null, \`accepted\` int not null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`subscribe_consent\` add unique \`subscribe_consent_channel_account_id_openid_template_id_unique\`(\`channel_account_id\`, \`openid\`, \`template_id\`);

create table \`template_mapping\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`purpose\` varchar(40) not null, \`carrier\` varchar(20) not null, \`channel_account_id\` varchar(36) not null, \`template_id\` varchar(80) not null, \`template_title\` varchar(60) not null, \`field_kinds\` longtext not null, \`fields\` longtext not null, \`enabled\` tinyint(1) not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`template_mapping\` add unique \`template_mapping_enterprise_id_purpose_carrier_unique\`(\`enterprise_id\`, \`purpose\`, \`carrier\`);
`;
