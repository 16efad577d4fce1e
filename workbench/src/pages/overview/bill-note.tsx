import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { Link } from 'react-router-dom';

import { billsKey, listBillChecks } from '../../features/orders/bills-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

/** Stands on the operator's overview only while a bill and the books differ. */
export function BillNote() {
  const t = useText();
  const bills = useQuery({
    queryKey: [...billsKey, 'open'],
    queryFn: async ({ signal }) => (await listBillChecks({ limit: 1 }, signal)).open,
    // Who has the right in another enterprise than the operator's is refused, and is shown nothing.
    retry: false,
  });
  if (bills.data === undefined || bills.data === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      message={t('overview.bill_differences', { count: bills.data })}
      action={
        <Link to="/bills">
          <Button size="small">{t('overview.see')}</Button>
        </Link>
      }
    />
  );
}
