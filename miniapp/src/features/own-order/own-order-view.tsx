import { useState, type JSX } from 'react';

import type { Membership, OwnOffer, OwnOrder } from '../../shared/contract.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { goBack } from '../../shared/navigate.ts';
import { platform } from '../../shared/platform';
import { useAction } from '../../shared/use-action.ts';
import { useResource } from '../../shared/use-resource.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { checkOrder, fetchOffer, placeOrder, startPayment } from './api.ts';

const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;
/** The platform's news are seconds away; after that the page says that they are still to come. */
const asks = 8;
const askEveryMs = 1_500;

async function untilTold(id: string): Promise<OwnOrder> {
  for (let turn = 1; ; turn += 1) {
    const order = await checkOrder(id);
    if (order.state !== 'unpaid' || turn === asks) return order;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

function Paid({ order }: { order: OwnOrder }): JSX.Element {
  const texts = useTexts().ownOrder;
  return (
    <>
      <Box className="hl-stack hl-brand" id="own-order-paid" role="status">
        <Badge icon="check" large round />
        <Box className="hl-large" role="heading">
          {texts.paidTitle}
        </Box>
        <Box className="hl-title">{order.label}</Box>
        <Box className="hl-note">{texts.until(order.endText ?? '')}</Box>
      </Box>
      <Box className="hl-foot">
        <Button id="own-order-back" onPress={goBack}>
          {texts.back}
        </Button>
      </Box>
    </>
  );
}

function Choose({ offer, connectionId }: { offer: OwnOffer; connectionId: string }): JSX.Element {
  const texts = useTexts().ownOrder;
  const action = useAction();
  const [edition, setEdition] = useState(offer.items[0]?.edition ?? '');
  const [years, setYears] = useState(1);
  const [order, setOrder] = useState<OwnOrder | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const chosen = offer.items.find((item) => item.edition === edition);

  const pay = (): void =>
    void action.run(async () => {
      setNote(null);
      const { priceVersion } = offer;
      const placed = await placeOrder({ connectionId, edition, years, priceVersion });
      setOrder(placed);
      const outcome = await platform.requestPayment(await startPayment(placed.id));
      if (outcome === 'cancelled') setNote(texts.cancelled);
      else if (outcome === 'unavailable') setNote(texts.unavailable);
      else {
        const told = await untilTold(placed.id);
        setOrder(told);
        if (told.state === 'unpaid') setNote(outcome === 'paid' ? texts.waiting : texts.failed);
        else if (told.state !== 'paid') setNote(texts.over);
      }
    });
  const ask = (id: string): void =>
    void action.run(async () => {
      const told = await checkOrder(id);
      setOrder(told);
      if (told.state === 'closed' || told.state === 'expired') setNote(texts.over);
    });

  if (order?.state === 'paid') return <Paid order={order} />;
  if (chosen === undefined) return <Empty icon="store" title={texts.none} />;
  const trouble = action.error?.message ?? null;
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-title">{texts.lead(offer.upstreamName)}</Box>
        <Box className="hl-note">
          {offer.ownEndText === null ? texts.why(offer.upstreamName) : texts.renews(offer.ownEndText)}
        </Box>
      </Box>
      <CellGroup>
        {offer.items.map(({ edition: key, label, unitFen }, index) => (
          <Cell
            key={key}
            testId="own-edition"
            rule={index > 0}
            title={label}
            note={texts.perYear(yuan(unitFen))}
            checked={key === edition}
            tail={<CheckMark checked={key === edition} />}
            onPress={() => setEdition(key)}
          />
        ))}
      </CellGroup>
      <CellGroup>
        {Array.from({ length: offer.maxYears }, (_, index) => index + 1).map((count) => (
          <Cell
            key={count}
            testId="own-years"
            rule={count > 1}
            title={texts.years(count)}
            value={yuan(chosen.unitFen * count)}
            checked={count === years}
            tail={<CheckMark checked={count === years} />}
            onPress={() => setYears(count)}
          />
        ))}
      </CellGroup>
      <Box className="hl-foot">
        {trouble === null && note !== null ? <Notice>{note}</Notice> : null}
        {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
        <Button id="own-order-pay" busy={action.busy} onPress={pay}>
          {texts.pay(yuan(chosen.unitFen * years))}
        </Button>
        {order === null ? null : (
          <Button id="own-order-check" kind="quiet" onPress={() => ask(order.id)}>
            {texts.check}
          </Button>
        )}
      </Box>
    </>
  );
}

/** A company's own edition for one upstream: which, how long, WeChat's pay sheet, until when. */
export function OwnOrderView(props: { membership: Membership; connectionId: string }): JSX.Element {
  const { membership, connectionId } = props;
  const language = useLanguage();
  const offer = useResource(`${membership.id} ${connectionId} ${language}`, () => fetchOffer(connectionId));
  if (offer.error !== null && offer.data === null)
    return <Failure error={offer.error} onRetry={() => void offer.reload()} />;
  if (offer.data === null) return <Skeleton />;
  return <Choose offer={offer.data} connectionId={connectionId} />;
}
