import { App, Button, Drawer, Skeleton } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import {
  binParty,
  claim,
  getParty,
  partiesKey,
  restoreParty,
  reveal,
  type PartyDetail,
  type PartyKind,
  type Revealed,
} from './api.ts';
import { PartyAccountPart } from '../opening/party-account.tsx';
import { ContactsPart } from './contacts-part.tsx';
import { DealsPart } from './deals-part.tsx';
import { fieldWords } from './extended-fields.tsx';
import { FollowUps } from './follow-ups.tsx';
import { HandOverDialog } from './hand-over.tsx';
import { EditPartyForm } from './party-form.tsx';
import { ReachLinks } from './reach-links.tsx';
import { VisitsPart } from './visits-part.tsx';
import { importanceWord, ownerName, stageWord } from './words.ts';
import './crm.css';

/** One customer or partner: what is known, its people, what was spoken, how it came here. */
export function PartyDrawer(props: {
  kind: PartyKind;
  id: string | null;
  /** Whom it is opened for: his place is shown first. */
  contactId?: string | null;
  onClose: () => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const ask = useConfirm();
  const { message } = App.useApp();
  const { kind, id } = props;
  const [shown, setShown] = useState<Revealed | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [handing, setHanding] = useState(false);
  useEffect(() => setShown(null), [id]);
  const one = useQuery({
    queryKey: [...partiesKey(kind), 'one', id],
    queryFn: ({ signal }) => getParty(kind, id ?? '', signal),
    enabled: id !== null,
    retry: false,
  });
  const party = id === null ? undefined : one.data;
  const refresh = () => void queries.invalidateQueries({ queryKey: partiesKey(kind) });
  const look = useWrite((of: string, key) => reveal(kind, of, key), { onDone: setShown });
  const take = useWrite((of: string, key) => claim(kind, of, key), {
    onDone: () => {
      void message.success(t('crm.claimed'));
      refresh();
    },
  });
  const bin = useWrite((of: string, key) => binParty(kind, of, key), {
    onDone: () => {
      void message.success(t('crm.binned'));
      refresh();
      props.onClose();
    },
  });
  const restore = useWrite((of: string, key) => restoreParty(kind, of, key), {
    onDone: () => {
      void message.success(t('crm.restored'));
      refresh();
    },
  });
  const edit = async (of: PartyDetail) => {
    setEditing((shown ?? (await look.mutateAsync(of.id))).phone);
  };

  return (
    <Drawer
      open={id !== null}
      onClose={props.onClose}
      title={party?.name ?? ''}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '92%' } : {})}
      footer={
        party === undefined ? null : (
          <div className="hl-row">
            {party.can.claim ? (
              <Button type="primary" loading={take.isPending} onClick={() => take.mutate(party.id)}>
                {t('crm.claim')}
              </Button>
            ) : null}
            {party.can.edit ? (
              <Button type={party.can.claim ? 'default' : 'primary'} onClick={() => void edit(party)}>
                {t('crm.edit')}
              </Button>
            ) : null}
            {party.can.handOver ? (
              <Button onClick={() => setHanding(true)}>{t('crm.hand_over')}</Button>
            ) : null}
            {party.can.restore ? (
              <Button type="primary" loading={restore.isPending} onClick={() => restore.mutate(party.id)}>
                {t('crm.restore')}
              </Button>
            ) : null}
            {party.can.bin ? (
              <Button
                danger
                onClick={() =>
                  ask({
                    title: t('crm.bin_title', { name: party.name }),
                    consequence: t('crm.bin_consequence'),
                    verb: t('crm.bin'),
                    danger: true,
                    work: () => bin.mutateAsync(party.id),
                  })
                }
              >
                {t('crm.bin')}
              </Button>
            ) : null}
            {party.can.edit || party.can.restore ? null : (
              <span className="hl-muted">{t(party.can.claim ? 'crm.why.pool' : 'crm.why.other')}</span>
            )}
          </div>
        )
      }
    >
      {one.isError ? (
        <ErrorState error={one.error} onRetry={() => void one.refetch()} />
      ) : party === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 8 }} />
      ) : (
        <div className="hl-stack">
          <PartyFacts party={party} phone={shown?.phone ?? null} />
          {party.can.edit && shown === null ? (
            <div>
              <Button loading={look.isPending} onClick={() => look.mutate(party.id)}>
                {t('crm.reveal')}
              </Button>
              <small className="hl-cell-note">{t('crm.reveal_hint')}</small>
            </div>
          ) : null}
          <PartyAccountPart party={party} />
          <ContactsPart
            {...{ party, shown, contactId: props.contactId ?? null }}
            onReveal={() => look.mutateAsync(party.id)}
          />
          <VisitsPart party={party} onWritten={refresh} />
          <FollowUps party={party} onWritten={refresh} />
          {kind === 'customer' ? <DealsPart party={party} onWritten={refresh} /> : null}
          <History party={party} />
        </div>
      )}
      {party === undefined || editing === null ? null : (
        <EditPartyForm
          {...{ kind, party, phone: editing }}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            setShown(null);
          }}
        />
      )}
      {party === undefined || !handing ? null : (
        <HandOverDialog
          kind={kind}
          ids={[party.id]}
          onClose={() => setHanding(false)}
          onDone={() => {
            setHanding(false);
            props.onClose();
          }}
        />
      )}
    </Drawer>
  );
}

function PartyFacts({ party, phone }: { party: PartyDetail; phone: string | null }) {
  const t = useText();
  const { moment, day } = useZone();
  const { owner, stage, contactDueAt, eraseAt } = party;
  const filled = (label: string, value: string) => (value === '' ? [] : [{ label, value }]);
  return (
    <Facts
      facts={[
        {
          label: t('crm.field.phone'),
          value:
            phone === null ? (
              party.phoneMasked
            ) : (
              <>
                {phone}
                <ReachLinks name={party.name} phone={phone} />
              </>
            ),
        },
        { label: t('crm.field.classKey'), value: party.class.label },
        { label: t('crm.field.importance'), value: t(importanceWord[party.importance]) },
        ...(stage === null
          ? []
          : [
              {
                label: t('crm.field.stage'),
                value: <Status tone={stageWord[stage].tone}>{t(stageWord[stage].key)}</Status>,
              },
            ]),
        {
          label: t('crm.owner'),
          value: ownerName(t, owner),
        },
        ...(party.department === null ? [] : [{ label: t('crm.department'), value: party.department.name }]),
        ...(contactDueAt === null
          ? []
          : [
              {
                label: t('crm.contact_due'),
                value: party.contactOverdue ? (
                  <Status tone="bad">{t('crm.overdue_since', { day: day(contactDueAt) })}</Status>
                ) : (
                  day(contactDueAt)
                ),
              },
            ]),
        ...filled(t('crm.field.source'), party.source),
        ...filled(t('crm.field.address'), party.address),
        ...filled(t('crm.field.note'), party.note),
        ...party.fields.flatMap(({ name, value }) => (value === null ? [] : filled(name, fieldWords(value)))),
        { label: t('crm.creator'), value: `${party.creatorName} · ${moment(party.createdAt)}` },
        ...(eraseAt === null ? [] : [{ label: t('crm.erase_at'), value: day(eraseAt) }]),
      ]}
    />
  );
}

function History({ party }: { party: PartyDetail }) {
  const t = useText();
  const { moment } = useZone();
  return (
    <section>
      <h3>{t('crm.history')}</h3>
      <ul className="hl-crm-list">
        {party.changes.map((change) => (
          <li key={change.id}>
            <p>
              {change.from === null
                ? t(`crm.change.${change.what}.first`, { to: change.to ?? '' })
                : t(`crm.change.${change.what}`, { from: change.from, to: change.to ?? '' })}
            </p>
            <small className="hl-cell-note">{`${change.byName} · ${moment(change.at)}`}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
