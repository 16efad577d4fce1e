import {
  ApartmentOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  ClusterOutlined,
  ContactsOutlined,
  CopyOutlined,
  EyeOutlined,
  FileTextOutlined,
  FlagOutlined,
  FormOutlined,
  SolutionOutlined,
  GiftOutlined,
  CommentOutlined,
  HistoryOutlined,
  HomeOutlined,
  IdcardOutlined,
  InboxOutlined,
  MessageOutlined,
  PartitionOutlined,
  PieChartOutlined,
  ProfileOutlined,
  QrcodeOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  BankOutlined,
  DollarOutlined,
  FileDoneOutlined,
  RobotOutlined,
  RollbackOutlined,
  ShopOutlined,
  ShoppingCartOutlined,
  SendOutlined,
  SyncOutlined,
  ShareAltOutlined,
  TagsOutlined,
  TeamOutlined,
  ToolOutlined,
  UserAddOutlined,
  UserDeleteOutlined,
  UsergroupAddOutlined,
  UserOutlined,
  UserSwitchOutlined,
  WechatOutlined,
  WechatWorkOutlined,
} from '@ant-design/icons';
import { lazy, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react';

import type { TextKey } from './locales/zh-CN/index.ts';
import type { Permission } from './shared/permissions.ts';

export interface PageDefinition {
  readonly path: string;
  /** Who lacks it does not find the page in the navigation, and is told why at its address. */
  readonly permission: Permission | null;
  readonly label: TextKey;
  readonly icon: ReactNode;
  /** own: not in the navigation; the own menu leads there. */
  readonly group:
    'own' | 'home' | 'customers' | 'people' | 'organisation' | 'settings' | 'messages' | 'platforms';
  /** In the navigation only where template enterprises are offered (row 71), or of a template enterprise. */
  readonly when?: 'offered' | 'template';
  /** Has its own place in the phone's bottom bar. */
  readonly tab?: true;
  readonly Component: LazyExoticComponent<ComponentType>;
}

function page(load: () => Promise<ComponentType>): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: await load() }));
}

/** Every page of the console: one folder in `pages/` and one line here. */
// prettier-ignore
export const pages: readonly PageDefinition[] = [
  { path: '', permission: null, group: 'home', tab: true, label: 'overview.title', icon: <HomeOutlined />, Component: page(async () => (await import('./pages/overview/index.tsx')).OverviewPage) },
  { path: 'customers', permission: 'crm.use', group: 'customers', label: 'crm.customers', icon: <ContactsOutlined />, Component: page(async () => (await import('./pages/customers/index.tsx')).CustomersPage) },
  { path: 'partners', permission: 'crm.use', group: 'customers', label: 'crm.partners', icon: <SolutionOutlined />, Component: page(async () => (await import('./pages/customers/index.tsx')).PartnersPage) },
  { path: 'contacts', permission: 'crm.use', group: 'customers', label: 'crm.contacts', icon: <UsergroupAddOutlined />, Component: page(async () => (await import('./pages/contacts/index.tsx')).ContactsPage) },
  { path: 'customer-analysis', permission: 'crm.use', group: 'customers', label: 'crm.analysis', icon: <BarChartOutlined />, Component: page(async () => (await import('./pages/customer-analysis/index.tsx')).CustomerAnalysisPage) },
  { path: 'customer-reports', permission: 'crm.use', group: 'customers', label: 'crm.reports', icon: <FlagOutlined />, Component: page(async () => (await import('./pages/customer-reports/index.tsx')).CustomerReportsPage) },
  { path: 'connections', permission: 'connections.read', group: 'people', label: 'connections.title', icon: <ClusterOutlined />, Component: page(async () => (await import('./pages/connections/index.tsx')).ConnectionsPage) },
  { path: 'invitation-codes', permission: 'connections.read', group: 'people', label: 'codes.title', icon: <QrcodeOutlined />, Component: page(async () => (await import('./pages/invitation-codes/index.tsx')).InvitationCodesPage) },
  { path: 'edition-uses', permission: 'connections.read', group: 'people', label: 'uses.title', icon: <TagsOutlined />, Component: page(async () => (await import('./pages/edition-uses/index.tsx')).EditionUsesPage) },
  { path: 'upstreams', permission: 'connections.read', group: 'people', label: 'upstreams.title', icon: <ApartmentOutlined />, Component: page(async () => (await import('./pages/upstreams/index.tsx')).UpstreamsPage) },
  { path: 'interconnect-users', permission: 'accounts.read', group: 'people', tab: true, label: 'users.title', icon: <TeamOutlined />, Component: page(async () => (await import('./pages/interconnect-users/index.tsx')).InterconnectUsersPage) },
  { path: 'account-cancellations', permission: 'accounts.read', group: 'people', label: 'leaving.title', icon: <UserDeleteOutlined />, Component: page(async () => (await import('./pages/account-cancellations/index.tsx')).AccountCancellationsPage) },
  { path: 'binding-requests', permission: 'accounts.read', group: 'people', tab: true, label: 'requests.title', icon: <AuditOutlined />, Component: page(async () => (await import('./pages/binding-requests/index.tsx')).BindingRequestsPage) },
  { path: 'registrations', permission: 'accounts.read', group: 'people', label: 'registrations.title', icon: <UserAddOutlined />, Component: page(async () => (await import('./pages/registrations/index.tsx')).RegistrationsPage) },
  { path: 'quota', permission: 'quota.read', group: 'people', label: 'quota.title', icon: <PieChartOutlined />, Component: page(async () => (await import('./pages/quota/index.tsx')).QuotaPage) },
  { path: 'own-account', permission: null, group: 'own', label: 'own.title', icon: <UserOutlined />, Component: page(async () => (await import('./pages/own-account/index.tsx')).OwnAccountPage) },
  { path: 'staff', permission: 'staff.manage', group: 'organisation', label: 'staff.title', icon: <UserSwitchOutlined />, Component: page(async () => (await import('./pages/staff/index.tsx')).StaffPage) },
  { path: 'channel-accounts', permission: 'channel_accounts.read', group: 'organisation', label: 'channel_accounts.title', icon: <WechatWorkOutlined />, Component: page(async () => (await import('./pages/channel-accounts/index.tsx')).ChannelAccountsPage) },
  { path: 'chats', permission: 'chats.read', group: 'messages', label: 'chats.title', icon: <WechatOutlined />, Component: page(async () => (await import('./pages/chats/index.tsx')).ChatsPage) },
  { path: 'chat-history', permission: 'chat_history.read', group: 'messages', label: 'history.title', icon: <AuditOutlined />, Component: page(async () => (await import('./pages/chats/index.tsx')).ChatHistoryPage) },
  { path: 'departments', permission: 'departments.manage', group: 'organisation', label: 'departments.title', icon: <PartitionOutlined />, Component: page(async () => (await import('./pages/departments/index.tsx')).DepartmentsPage) },
  { path: 'directory', permission: 'directory.manage', group: 'organisation', label: 'directory.title', icon: <SyncOutlined />, Component: page(async () => (await import('./pages/directory/index.tsx')).DirectoryPage) },
  { path: 'roles', permission: 'authorisation.set', group: 'organisation', label: 'roles.title', icon: <SafetyCertificateOutlined />, Component: page(async () => (await import('./pages/roles/index.tsx')).RolesPage) },
  { path: 'sight', permission: 'authorisation.set', group: 'organisation', label: 'sight.title', icon: <EyeOutlined />, Component: page(async () => (await import('./pages/sight/index.tsx')).SightPage) },
  { path: 'extended-fields', permission: 'extended_fields.manage', group: 'organisation', label: 'fields.title', icon: <ProfileOutlined />, Component: page(async () => (await import('./pages/extended-fields/index.tsx')).ExtendedFieldsPage) },
  { path: 'basic-information', permission: 'settings.manage', group: 'settings', label: 'basics.title', icon: <IdcardOutlined />, Component: page(async () => (await import('./pages/basic-information/index.tsx')).BasicInformationPage) },
  { path: 'plug-ins', permission: 'settings.manage', group: 'settings', label: 'plugins.title', icon: <AppstoreOutlined />, Component: page(async () => (await import('./pages/plug-ins/index.tsx')).PlugInsPage) },
  { path: 'template-enterprise', permission: 'template.manage', group: 'settings', when: 'offered', label: 'template.title', icon: <CopyOutlined />, Component: page(async () => (await import('./pages/template-enterprise/index.tsx')).TemplateEnterprisePage) },
  { path: 'packages', permission: 'packages.manage', group: 'people', when: 'template', label: 'packages.title', icon: <GiftOutlined />, Component: page(async () => (await import('./pages/packages/index.tsx')).PackagesPage) },
  { path: 'sms-service', permission: 'settings.manage', group: 'settings', label: 'smsservice.title', icon: <CommentOutlined />, Component: page(async () => (await import('./pages/sms-service/index.tsx')).SmsServicePage) },
  { path: 'invitation-sms', permission: 'settings.manage', group: 'settings', label: 'sms.title', icon: <MessageOutlined />, Component: page(async () => (await import('./pages/invitation-sms/index.tsx')).InvitationSmsPage) },
  { path: 'self-registration', permission: 'settings.manage', group: 'settings', label: 'registration.title', icon: <FormOutlined />, Component: page(async () => (await import('./pages/self-registration/index.tsx')).SelfRegistrationPage) },
  { path: 'operation-records', permission: 'records.read', group: 'settings', label: 'records.title', icon: <HistoryOutlined />, Component: page(async () => (await import('./pages/operation-records/index.tsx')).OperationRecordsPage) },
  { path: 'orders', permission: 'quota.read', group: 'people', label: 'orders.title', icon: <ShoppingCartOutlined />, Component: page(async () => (await import('./pages/orders/index.tsx')).OrdersPage) },
  { path: 'transfers', permission: 'orders.confirm', group: 'people', label: 'transfers.title', icon: <BankOutlined />, Component: page(async () => (await import('./pages/operator/index.tsx')).TransfersPage) },
  { path: 'refunds', permission: 'orders.confirm', group: 'people', label: 'refunds.title', icon: <RollbackOutlined />, Component: page(async () => (await import('./pages/operator/refunds-page.tsx')).RefundsPage) },
  { path: 'invoice-requests', permission: 'orders.confirm', group: 'people', label: 'invoice_requests.title', icon: <FileTextOutlined />, Component: page(async () => (await import('./pages/operator/invoice-requests-page.tsx')).InvoiceRequestsPage) },
  { path: 'bills', permission: 'orders.confirm', group: 'people', label: 'bills.title', icon: <FileDoneOutlined />, Component: page(async () => (await import('./pages/operator/bills-page.tsx')).BillsPage) },
  { path: 'prices', permission: 'prices.manage', group: 'people', label: 'prices.title', icon: <DollarOutlined />, Component: page(async () => (await import('./pages/operator/prices-page.tsx')).PricesPage) },
  { path: 'merchant', permission: 'merchant.manage', group: 'people', label: 'merchant.title', icon: <ShopOutlined />, Component: page(async () => (await import('./pages/operator/merchant-page.tsx')).MerchantPage) },
  { path: 'sms-reviews', permission: 'sms.review', group: 'people', label: 'reviews.title', icon: <SafetyOutlined />, Component: page(async () => (await import('./pages/operator/sms-reviews-page.tsx')).SmsReviewsPage) },
  { path: 'follow-guides', permission: 'messaging.manage', group: 'messages', label: 'guides.title', icon: <CommentOutlined />, Component: page(async () => (await import('./pages/follow-guides/index.tsx')).FollowGuidesPage) },
  { path: 'auto-replies', permission: 'auto_reply.manage', group: 'messages', label: 'replies.title', icon: <RobotOutlined />, Component: page(async () => (await import('./pages/auto-replies/index.tsx')).AutoRepliesPage) },
  { path: 'template-messages', permission: 'messaging.manage', group: 'messages', label: 'templates.title', icon: <BellOutlined />, Component: page(async () => (await import('./pages/template-messages/index.tsx')).TemplateMessagesPage) },
  { path: 'deliveries', permission: 'messaging.manage', group: 'messages', label: 'deliveries.title', icon: <SendOutlined />, Component: page(async () => (await import('./pages/deliveries/index.tsx')).DeliveriesPage) },
  { path: 'channels', permission: 'channels.read', group: 'platforms', label: 'channels.title', icon: <ApiOutlined />, Component: page(async () => (await import('./pages/channels/index.tsx')).ChannelsPage) },
  { path: 'received-callbacks', permission: 'channels.read', group: 'platforms', label: 'callbacks.title', icon: <InboxOutlined />, Component: page(async () => (await import('./pages/received-callbacks/index.tsx')).ReceivedCallbacksPage) },
  { path: 'webhooks', permission: 'webhooks.manage', group: 'platforms', label: 'webhooks.title', icon: <ShareAltOutlined />, Component: page(async () => (await import('./pages/webhooks/index.tsx')).WebhooksPage) },
  { path: 'failed-work', permission: 'operations.manage', group: 'platforms', label: 'failed.title', icon: <ToolOutlined />, Component: page(async () => (await import('./pages/failed-work/index.tsx')).FailedWorkPage) },
];
