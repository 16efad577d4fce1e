import { useQuery } from '@tanstack/react-query';

import { fetchMerchant, merchantKey } from '../../features/orders/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { MerchantForm } from './merchant-form.tsx';

/** Whom orders pay: the operator's merchant of WeChat Pay, and the account for transfers. */
export function MerchantPage() {
  const t = useText();
  const merchant = useQuery({ queryKey: merchantKey, queryFn: ({ signal }) => fetchMerchant(signal) });
  return (
    <Page title={t('merchant.title')} lead={t('merchant.lead')}>
      {merchant.isError ? (
        <Panel>
          <ErrorState error={merchant.error} onRetry={() => void merchant.refetch()} />
        </Panel>
      ) : merchant.data === undefined ? null : (
        <MerchantForm merchant={merchant.data} />
      )}
    </Page>
  );
}
