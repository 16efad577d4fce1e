import { Input, Radio } from 'antd';
import type { ReactNode } from 'react';

import {
  guideCarrierSchema,
  guideVariables,
  type FollowGuideRow,
  type GuideVariant,
} from '../../features/messaging/api.ts';
import { countGuide, guideLimits } from '../../features/messaging/guide-counters.ts';
import { TextWithVariables } from '../../features/messaging/text-with-variables.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';

/** One variant: how it is carried, and its words with live counters. */
export function VariantFields(props: {
  content: GuideVariant;
  blocked: FollowGuideRow['carrierBlocked'];
  onChange: (content: GuideVariant) => void;
}) {
  const t = useText();
  const { content, onChange, blocked } = props;
  const set = (change: Partial<GuideVariant>) => onChange({ ...content, ...change });
  const variables = guideVariables.map((name) => ({
    label: t(`guides.variable.${name}`),
    insert: `{${name}}`,
    hint: t(`guides.variable_hint.${name}`),
  }));

  return (
    <>
      <Labelled label={t('guides.carrier')}>
        <Radio.Group
          className="hl-carriers"
          aria-label={t('guides.carrier')}
          value={content.carrier}
          onChange={(event) => {
            const carrier = guideCarrierSchema.safeParse(event.target.value);
            if (carrier.success) set({ carrier: carrier.data });
          }}
        >
          {guideCarrierSchema.options.map((carrier) => (
            <Radio key={carrier} value={carrier} disabled={blocked[carrier] !== undefined}>
              {t(`guides.carrier.${carrier}`)}
              <small>{blocked[carrier] ?? t(`guides.carrier_hint.${carrier}`)}</small>
            </Radio>
          ))}
        </Radio.Group>
      </Labelled>
      {content.carrier === 'text' ? (
        <Labelled label={t('guides.text')}>
          <TextWithVariables
            label={t('guides.text')}
            rows={6}
            maxLength={600}
            value={content.text}
            onChange={(text) => set({ text })}
            insertions={[
              ...variables,
              {
                label: t('guides.variable.link'),
                insert: `{link:${t('guides.link_words')}}`,
                hint: t('guides.variable_hint.link'),
              },
            ]}
          />
          <Counters text={content.text} />
        </Labelled>
      ) : (
        <>
          <Labelled label={t('guides.card_title')} count={`${content.title.length}/64`}>
            <TextWithVariables
              label={t('guides.card_title')}
              rows={1}
              maxLength={64}
              value={content.title}
              onChange={(title) => set({ title })}
              insertions={variables}
            />
          </Labelled>
          {content.carrier === 'news' ? (
            <Labelled label={t('guides.description')} count={`${content.description.length}/120`}>
              <TextWithVariables
                label={t('guides.description')}
                rows={3}
                maxLength={120}
                value={content.description}
                onChange={(description) => set({ description })}
                insertions={variables}
              />
            </Labelled>
          ) : null}
          {content.carrier === 'mini_program_card' ? (
            <p className="hl-muted">{t('guides.card_picture')}</p>
          ) : (
            <Labelled label={t('guides.picture')}>
              <Input
                aria-label={t('guides.picture')}
                inputMode="url"
                placeholder="https://"
                maxLength={500}
                value={content.pictureUrl}
                onChange={(event) => set({ pictureUrl: event.target.value.trim() })}
              />
              <small className="hl-muted">{t('guides.picture_hint')}</small>
            </Labelled>
          )}
        </>
      )}
    </>
  );
}

function Labelled(props: { label: string; count?: string; children: ReactNode }) {
  return (
    <div className="hl-labelled">
      <div className="hl-labelled-head">
        <span>{props.label}</span>
        {props.count === undefined ? null : <small className="hl-muted hl-number">{props.count}</small>}
      </div>
      {props.children}
    </div>
  );
}

function Counters(props: { text: string }) {
  const t = useText();
  const counts = countGuide(props.text, guideVariables);
  const rows = [
    {
      key: 'lines',
      text: t('guides.count.lines', { now: counts.lines, limit: guideLimits.lines }),
      wrong: counts.lines > guideLimits.lines,
    },
    {
      key: 'bytes',
      text: t('guides.count.bytes', { now: counts.bytes, limit: guideLimits.bytes }),
      wrong: counts.bytes > guideLimits.bytes,
    },
    {
      key: 'links',
      text: t('guides.count.links', { now: counts.links, limit: guideLimits.links }),
      wrong: counts.links !== guideLimits.links,
    },
  ];
  return (
    <div className="hl-counters" role="status">
      {rows.map((row) => (
        <span key={row.key} className={row.wrong ? 'hl-tone-bad' : ''}>
          {row.text}
        </span>
      ))}
      {counts.unknown.length === 0 ? null : (
        <span className="hl-tone-bad">
          {t('guides.unknown_variable', { names: counts.unknown.join(' ') })}
        </span>
      )}
    </div>
  );
}
