import type { WorkButton, WorkCard } from '../core/work-card.ts';
import { safeHttpUrl } from '../core/rich-text.ts';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';

/** A text card or template card of a WeCom application. Its pages open in a new tab. */
export function WorkCardView({ card, seq }: { card: WorkCard; seq: number }) {
  const { t } = usePhone();
  return (
    <article className="bubble-card work-card">
      <h3 className="work-card-title">{card.title}</h3>
      {card.lines.map((line, index) => (
        <p key={index} className="work-card-line">
          {line}
        </p>
      ))}
      {card.rows.length > 0 && (
        <dl className="card-rows">
          {card.rows.map((row, index) => (
            <div key={index}>
              <dt>{row.label}</dt>
              <dd>{row.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {card.url !== null && <WorkLink url={card.url} text={card.linkText ?? t.work.details} />}
      {card.links.map((link) => (
        <WorkLink key={link.url} url={link.url} text={link.text} />
      ))}
      {card.buttons.length > 0 && (
        <div className="work-card-buttons">
          {card.done !== null ? (
            <p className="work-card-done">{card.done}</p>
          ) : (
            card.buttons.map((button) => (
              <WorkButtonView key={`${button.key}${button.text}`} button={button} seq={seq} />
            ))
          )}
        </div>
      )}
    </article>
  );
}

/** A link of a card; what is not a web address is shown without leading anywhere. */
function WorkLink({ url, text }: { url: string; text: string }) {
  const safe = safeHttpUrl(url);
  if (safe === null) return <p className="card-more">{text}</p>;
  return (
    <a className="card-more" href={safe} target="_blank" rel="noopener noreferrer" data-testid="wecom-open">
      <span>{text}</span>
      <Icon name="arrow" className="icon-arrow" />
    </a>
  );
}

function WorkButtonView({ button, seq }: { button: WorkButton; seq: number }) {
  const { actions, state } = usePhone();
  const look = `work-button ${button.primary ? 'work-button-primary' : 'work-button-plain'}`;
  const url = button.url === null ? null : safeHttpUrl(button.url);
  if (url !== null) {
    return (
      <a className={look} href={url} target="_blank" rel="noopener noreferrer" data-testid="wecom-open">
        {button.text}
      </a>
    );
  }
  return (
    <button
      type="button"
      className={look}
      data-testid="wecom-card-button"
      data-key={button.key}
      disabled={state.busy}
      onClick={() => void actions.tapCard(seq, button.key)}
    >
      {button.text}
    </button>
  );
}
