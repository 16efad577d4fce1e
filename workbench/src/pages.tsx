import {
  ApartmentOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BellOutlined,
  ClusterOutlined,
  ContactsOutlined,
  CopyOutlined,
  FileTextOutlined,
  FlagOutlined,
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
  QrcodeOutlined,
  SafetyOutlined,
  BankOutlined,
  DollarOutlined,
  FileDoneOutlined,
  RollbackOutlined,
  ShopOutlined,
  ShoppingCartOutlined,
  SendOutlined,
  ShareAltOutlined,
  TagsOutlined,
  TeamOutlined,
  ToolOutlined,
  UserOutlined,
  UserSwitchOutlined,
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
  { path: 'customer-reports', permission: 'crm.use', group: 'customers', label: 'crm.reports', icon: <FlagOutlined />, Component: page(async () => (await import('./pages/customer-reports/index.tsx')).CustomerReportsPage) },
  { path: 'connections', permission: 'connections.read', group: 'people', label: 'connections.title', icon: <ClusterOutlined />, Component: page(async () => (await import('./pages/connections/index.tsx')).ConnectionsPage) },
  { path: 'invitation-codes', permission: 'connections.read', group: 'people', label: 'codes.title', icon: <QrcodeOutlined />, Component: page(async () => (await import('./pages/invitation-codes/index.tsx')).InvitationCodesPage) },
  { path: 'edition-uses', permission: 'connections.read', group: 'people', label: 'uses.title', icon: <TagsOutlined />, Component: page(async () => (await import('./pages/edition-uses/index.tsx')).EditionUsesPage) },
  { path: 'upstreams', permission: 'connections.read', group: 'people', label: 'upstreams.title', icon: <ApartmentOutlined />, Component: page(async () => (await import('./pages/upstreams/index.tsx')).UpstreamsPage) },
  { path: 'interconnect-users', permission: 'accounts.read', group: 'people', tab: true, label: 'users.title', icon: <TeamOutlined />, Component: page(async () => (await import('./pages/interconnect-users/index.tsx')).InterconnectUsersPage) },
  { path: 'binding-requests', permission: 'accounts.read', group: 'people', tab: true, label: 'requests.title', icon: <AuditOutlined />, Component: page(async () => (await import('./pages/binding-requests/index.tsx')).BindingRequestsPage) },
  { path: 'quota', permission: 'quota.read', group: 'people', label: 'quota.title', icon: <PieChartOutlined />, Component: page(async () => (await import('./pages/quota/index.tsx')).QuotaPage) },
  { path: 'own-account', permission: null, group: 'own', label: 'own.title', icon: <UserOutlined />, Component: page(async () => (await import('./pages/own-account/index.tsx')).OwnAccountPage) },
  { path: 'staff', permission: 'staff.manage', group: 'organisation', label: 'staff.title', icon: <UserSwitchOutlined />, Component: page(async () => (await import('./pages/staff/index.tsx')).StaffPage) },
  { path: 'departments', permission: 'departments.manage', group: 'organisation', label: 'departments.title', icon: <PartitionOutlined />, Component: page(async () => (await import('./pages/departments/index.tsx')).DepartmentsPage) },
  { path: 'basic-information', permission: 'settings.manage', group: 'settings', label: 'basics.title', icon: <IdcardOutlined />, Component: page(async () => (await import('./pages/basic-information/index.tsx')).BasicInformationPage) },
  { path: 'plug-ins', permission: 'settings.manage', group: 'settings', label: 'plugins.title', icon: <AppstoreOutlined />, Component: page(async () => (await import('./pages/plug-ins/index.tsx')).PlugInsPage) },
  { path: 'template-enterprise', permission: 'template.manage', group: 'settings', when: 'offered', label: 'template.title', icon: <CopyOutlined />, Component: page(async () => (await import('./pages/template-enterprise/index.tsx')).TemplateEnterprisePage) },
  { path: 'packages', permission: 'packages.manage', group: 'people', when: 'template', label: 'packages.title', icon: <GiftOutlined />, Component: page(async () => (await import('./pages/packages/index.tsx')).PackagesPage) },
  { path: 'sms-service', permission: 'settings.manage', group: 'settings', label: 'smsservice.title', icon: <CommentOutlined />, Component: page(async () => (await import('./pages/sms-service/index.tsx')).SmsServicePage) },
  { path: 'invitation-sms', permission: 'settings.manage', group: 'settings', label: 'sms.title', icon: <MessageOutlined />, Component: page(async () => (await import('./pages/invitation-sms/index.tsx')).InvitationSmsPage) },
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
  { path: 'template-messages', permission: 'messaging.manage', group: 'messages', label: 'templates.title', icon: <BellOutlined />, Component: page(async () => (await import('./pages/template-messages/index.tsx')).TemplateMessagesPage) },
  { path: 'deliveries', permission: 'messaging.manage', group: 'messages', label: 'deliveries.title', icon: <SendOutlined />, Component: page(async () => (await import('./pages/deliveries/index.tsx')).DeliveriesPage) },
  { path: 'channels', permission: 'channels.read', group: 'platforms', label: 'channels.title', icon: <ApiOutlined />, Component: page(async () => (await import('./pages/channels/index.tsx')).ChannelsPage) },
  { path: 'received-callbacks', permission: 'channels.read', group: 'platforms', label: 'callbacks.title', icon: <InboxOutlined />, Component: page(async () => (await import('./pages/received-callbacks/index.tsx')).ReceivedCallbacksPage) },
  { path: 'webhooks', permission: 'webhooks.manage', group: 'platforms', label: 'webhooks.title', icon: <ShareAltOutlined />, Component: page(async () => (await import('./pages/webhooks/index.tsx')).WebhooksPage) },
  { path: 'failed-work', permission: 'operations.manage', group: 'platforms', label: 'failed.title', icon: <ToolOutlined />, Component: page(async () => (await import('./pages/failed-work/index.tsx')).FailedWorkPage) },
];
