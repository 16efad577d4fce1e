import { Link } from 'react-router-dom';

import { useText } from '../../shared/i18n/text-context.tsx';
import { useZone } from '../../shared/use-zone.ts';
import type { QuotaFigure } from './api.ts';
import './quota-figure.css';

/** From this share of what was bought downwards, the rest is told as scarce. */
const scarceShare = 0.2;

/** One kind of quota: what remains, large, and a bar of where the rest is. */
export function QuotaFigureCard(props: { figure: QuotaFigure; statement?: boolean }) {
  const t = useText();
  const { lastDay } = useZone();
  const { figure } = props;
  const { bought, reserved, used, remaining, unit } = figure;
  const share = (amount: number) => (bought <= 0 ? 0 : (Math.max(amount, 0) / bought) * 100);
  const level = remaining <= 0 ? 'none' : remaining <= bought * scarceShare ? 'scarce' : 'enough';
  const values = { bought, reserved, used, remaining, unit };
  return (
    <article className={`hl-quota hl-quota-${level}`}>
      <header>
        <h3>{figure.label}</h3>
        {props.statement === true ? (
          <Link
            to={`/quota?kind=${encodeURIComponent(figure.kind)}`}
            aria-label={`${figure.label} ${t('quota.statement')}`}
          >
            {t('quota.statement')}
          </Link>
        ) : null}
      </header>
      <p className="hl-quota-remaining">
        <span>{t('quota.remaining')}</span>
        <strong>{remaining}</strong>
        <span>{unit}</span>
        {level === 'enough' ? null : <em>{level === 'none' ? t('quota.none_left') : t('quota.scarce')}</em>}
      </p>
      <div className="hl-quota-bar" role="img" aria-label={t('quota.bar', values)}>
        <i className="hl-quota-used" style={{ width: `${share(used)}%` }} />
        <i className="hl-quota-reserved" style={{ width: `${share(reserved)}%` }} />
      </div>
      <dl>
        <div>
          <dt>{t('quota.bought')}</dt>
          <dd>{bought}</dd>
        </div>
        <div>
          <dt>
            <i className="hl-quota-reserved" />
            {t('quota.reserved')}
          </dt>
          <dd>{reserved}</dd>
        </div>
        <div>
          <dt>
            <i className="hl-quota-used" />
            {t('quota.used')}
          </dt>
          <dd>{used}</dd>
        </div>
        <div>
          <dt>
            <i className="hl-quota-free" />
            {t('quota.remaining')}
          </dt>
          <dd>{remaining}</dd>
        </div>
      </dl>
      {figure.validUntil === null ? null : (
        <footer>{t('quota.valid_until', { date: lastDay(figure.validUntil) })}</footer>
      )}
    </article>
  );
}

/** @param props.statement each card leads to the entries that its figures are the sums of */
export function QuotaFigures(props: { figures: readonly QuotaFigure[]; statement?: boolean }) {
  return (
    <div className="hl-quotas">
      {props.figures.map((figure) => (
        <QuotaFigureCard key={figure.kind} figure={figure} statement={props.statement === true} />
      ))}
    </div>
  );
}
