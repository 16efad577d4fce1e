import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { deliveriesKey, resendDelivery, type DeliveryRow } from './api.ts';

/** Sends again where the server allows it; asks first where the first one may have arrived. */
export function ResendButton(props: { delivery: DeliveryRow; size?: 'small'; onDone?: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { delivery, onDone } = props;
  const resend = useWrite((id: string, key) => resendDelivery(id, key), {
    onDone: () => {
      void message.success(t('deliveries.resent'));
      void queries.invalidateQueries({ queryKey: deliveriesKey });
      onDone?.();
    },
  });
  const act = () => {
    if (delivery.state !== 'unknown') {
      resend.mutate(delivery.id);
      return;
    }
    ask({
      title: t('deliveries.resend_title', { name: delivery.recipientName }),
      consequence: t('deliveries.resend_consequence'),
      verb: t('deliveries.resend'),
      work: () => resend.mutateAsync(delivery.id),
    });
  };
  return (
    <Button
      loading={resend.isPending}
      onClick={act}
      {...(props.size === 'small' ? { size: 'small', type: 'text' } : {})}
    >
      {t('deliveries.resend')}
    </Button>
  );
}
