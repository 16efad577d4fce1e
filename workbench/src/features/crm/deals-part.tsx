import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { formatFen, parseYuan } from '../orders/money.ts';
import { addDeal, strikeDeal, type DealInput, type PartyDetail } from './api.ts';

/** What the customer bought; a mistake is struck out and stays readable. */
export function DealsPart({ party, onWritten }: { party: PartyDetail; onWritten: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [adding, setAdding] = useState(false);
  const [striking, setStriking] = useState<PartyDetail['deals'][number] | null>(null);
  const done = (told: string) => {
    void message.success(told);
    setAdding(false);
    setStriking(null);
    onWritten();
  };
  return (
    <section>
      <h3>
        {t('crm.deals')} {party.dealCount > 1 ? <Status tone="good">{t('crm.bought.again')}</Status> : null}
      </h3>
      {party.can.edit ? <Button onClick={() => setAdding(true)}>{t('crm.deal.add')}</Button> : null}
      <ul className="hl-crm-list">
        {party.deals.map((deal) => (
          <li key={deal.id} className="hl-crm-line">
            <div>
              <p className={deal.struck === null ? undefined : 'hl-crm-struck'}>
                <span className="hl-number">{formatFen(deal.amountFen)}</span>
                {` · ${deal.text}`}
              </p>
              <small className="hl-cell-note">
                {`${deal.day} · ${deal.byName}`}
                {deal.struck === null
                  ? null
                  : ` · ${t('crm.deal.struck_by', { name: deal.struck.byName, reason: deal.struck.reason })}`}
              </small>
            </div>
            {party.can.edit && deal.struck === null ? (
              <Button size="small" onClick={() => setStriking(deal)}>
                {t('crm.deal.strike')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {party.deals.length === 0 ? <p className="hl-muted">{t('crm.no_deals')}</p> : null}
      {adding ? (
        <AddDeal party={party} onClose={() => setAdding(false)} onDone={() => done(t('crm.deal.added'))} />
      ) : null}
      {striking === null ? null : (
        <StrikeDeal
          {...{ party, deal: striking }}
          onClose={() => setStriking(null)}
          onDone={() => done(t('crm.deal.struck'))}
        />
      )}
    </section>
  );
}

function AddDeal(props: { party: PartyDetail; onClose: () => void; onDone: () => void }) {
  const t = useText();
  const [day, setDay] = useState('');
  const [yuan, setYuan] = useState('');
  const [text, setText] = useState('');
  const amountFen = parseYuan(yuan);
  const add = useWrite((input: DealInput, key) => addDeal(props.party.id, input, key), {
    ...{ failure: 'inline', onDone: props.onDone },
  });
  return (
    <Modal
      open
      title={`${t('crm.deal.add')} · ${props.party.name}`}
      okText={t('crm.deal.add')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: day === '' || text.trim() === '' || amountFen === null || amountFen < 1 }}
      confirmLoading={add.isPending}
      onOk={() => amountFen !== null && add.mutate({ day, amountFen, text: text.trim() })}
      onCancel={props.onClose}
    >
      <div className="hl-stack">
        <label className="hl-crm-label">
          <span>{t('crm.deal.day')}</span>
          <Input type="date" value={day} onChange={(event) => setDay(event.target.value)} />
        </label>
        <label className="hl-crm-label">
          <span>{t('crm.deal.amount')}</span>
          <Input
            inputMode="decimal"
            placeholder="1280.00"
            value={yuan}
            status={yuan !== '' && amountFen === null ? 'error' : ''}
            onChange={(event) => setYuan(event.target.value)}
          />
        </label>
        <label className="hl-crm-label">
          <span>{t('crm.deal.text')}</span>
          <Input
            maxLength={100}
            placeholder={t('crm.deal.text_hint')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <small className="hl-cell-note">{t('crm.deal.hint')}</small>
        <ErrorNotice error={add.isError ? add.error : null} />
      </div>
    </Modal>
  );
}

function StrikeDeal(props: {
  party: PartyDetail;
  deal: PartyDetail['deals'][number];
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useText();
  const { party, deal } = props;
  const [reason, setReason] = useState('');
  const strike = useWrite((why: string, key) => strikeDeal(party.id, deal.id, why, key), {
    ...{ failure: 'inline', onDone: props.onDone },
  });
  return (
    <Modal
      open
      title={`${t('crm.deal.strike')} · ${formatFen(deal.amountFen)}`}
      okText={t('crm.deal.strike')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, disabled: reason.trim().length < 2 }}
      confirmLoading={strike.isPending}
      onOk={() => strike.mutate(reason.trim())}
      onCancel={props.onClose}
    >
      <div className="hl-stack">
        <p>{t('crm.deal.strike_consequence')}</p>
        <Input
          aria-label={t('crm.deal.reason')}
          placeholder={t('crm.deal.reason')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <ErrorNotice error={strike.isError ? strike.error : null} />
      </div>
    </Modal>
  );
}
