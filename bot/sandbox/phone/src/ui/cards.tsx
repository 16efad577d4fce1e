import type { Article, Content, MiniProgramTarget, TemplateCard } from '../core/content.ts';
import { scenes } from '../core/scenes.ts';
import { Avatar } from './avatar.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { RichText } from './rich-text.tsx';

/** A template or subscribe message: title, rows, and where it leads. */
export function TemplateMessage({
  card,
  from,
  subscribe,
}: {
  card: TemplateCard;
  from: string | null;
  subscribe: boolean;
}) {
  const { t, nav } = usePhone();
  const { miniProgram, url } = card;
  const open =
    miniProgram !== null
      ? () => {
          nav.openMiniProgram(
            miniProgram.appId,
            miniProgram.path,
            subscribe ? scenes.subscribeMessage : scenes.templateMessage,
          );
        }
      : url !== null
        ? () => {
            nav.openUrl(url, scenes.templateMessage);
          }
        : null;
  return (
    <article className="card template-card">
      {from !== null && (
        <p className="card-from">
          <Avatar name={from} kind="mini-program" />
          {from}
        </p>
      )}
      <h3 className="card-title">{card.title}</h3>
      <dl className="card-rows">
        {card.rows.map((row, index) => (
          <div key={index}>
            <dt>{row.label}</dt>
            <dd>{row.value}</dd>
          </div>
        ))}
      </dl>
      {open !== null && (
        <button type="button" className="card-more" onClick={open} data-testid="message-open">
          <span>{t.chat.details}</span>
          {miniProgram !== null && (
            <span className="badge">
              <Icon name="miniProgram" />
              {t.chat.miniProgram}
            </span>
          )}
          <Icon name="arrow" className="icon-arrow" />
        </button>
      )}
    </article>
  );
}

export function NewsCard({ articles }: { articles: readonly Article[] }) {
  const { nav } = usePhone();
  const [first, ...rest] = articles;
  if (first === undefined) return null;
  const open = (article: Article) => () => {
    if (article.url !== null) nav.openUrl(article.url, scenes.chatLink);
  };
  return (
    <article className="card news-card">
      <button type="button" className="news-first" onClick={open(first)} data-testid="message-open">
        {first.picture !== null && <img className="news-cover" src={first.picture} alt="" />}
        <span className="news-title">{first.title}</span>
        {rest.length === 0 && first.description !== '' && (
          <span className="news-description">{first.description}</span>
        )}
      </button>
      {rest.map((article, index) => (
        <button key={index} type="button" className="news-row" onClick={open(article)}>
          <span>{article.title}</span>
          {article.picture !== null && <img className="news-thumb" src={article.picture} alt="" />}
        </button>
      ))}
    </article>
  );
}

export function MiniProgramCard({
  title,
  picture,
  target,
}: {
  title: string;
  picture: string | null;
  target: MiniProgramTarget;
}) {
  const { t, nav } = usePhone();
  const name = nav.accountOf(target.appId)?.name ?? target.appId;
  return (
    <button
      type="button"
      className="bubble-card mini-card"
      data-testid="message-open"
      onClick={() => {
        nav.openMiniProgram(target.appId, target.path, scenes.chatCard);
      }}
    >
      <span className="mini-card-name">
        <Avatar name={name} kind="mini-program" />
        {name}
      </span>
      <span className="mini-card-title">{title}</span>
      <span className="mini-card-cover" aria-hidden="true">
        {picture === null ? (
          <Avatar name={name} kind="mini-program" />
        ) : (
          <img src={picture} alt="" data-testid="card-picture" />
        )}
      </span>
      <span className="mini-card-foot">
        <Icon name="miniProgram" />
        {t.chat.miniProgram}
      </span>
    </button>
  );
}

export function ChoicesBubble({
  content,
  account,
}: {
  content: Extract<Content, { kind: 'choices' }>;
  account: string;
}) {
  const { actions } = usePhone();
  return (
    <>
      <RichText text={content.head} account={account} />
      {content.items.map((item) => (
        <button
          key={item.id}
          type="button"
          className="text-link choice"
          onClick={() => void actions.sendMenuChoice(account, item.text, item.id)}
        >
          {item.text}
        </button>
      ))}
      {content.tail !== '' && <RichText text={content.tail} account={account} />}
    </>
  );
}
