import { useText } from '../../shared/i18n/text-context.tsx';
import { chatParts } from './chat-text.ts';
import type { GuidePreview } from './api.ts';
import './chat-preview.css';

/** One message in a service account's chat, as a follower sees it. */
export function ChatPreview(props: { preview: GuidePreview | null; accountName: string }) {
  const t = useText();
  const { preview } = props;
  return (
    <figure className="hl-chat" aria-label={t('guides.preview')}>
      <figcaption>{props.accountName}</figcaption>
      <div className="hl-chat-line">
        <span className="hl-chat-face" aria-hidden="true">
          {props.accountName.slice(0, 1)}
        </span>
        {preview === null ? (
          <div className="hl-bubble hl-bubble-wait">…</div>
        ) : preview.carrier === 'text' ? (
          <div className="hl-bubble">
            {chatParts(preview.text).map((part, index) =>
              // The parts of one text have no identity but their place.
              part.link ? (
                <span key={index} className="hl-chat-link">
                  {part.text}
                </span>
              ) : (
                <span key={index}>{part.text}</span>
              ),
            )}
          </div>
        ) : preview.carrier === 'news' ? (
          <div className="hl-news">
            <div>
              <strong>{preview.title}</strong>
              <span>{preview.description}</span>
            </div>
            <Picture url={preview.pictureUrl} />
          </div>
        ) : (
          <div className="hl-mini-card">
            <small>{t('guides.card_head')}</small>
            <strong>{preview.title}</strong>
            <span className="hl-picture">{t('guides.builtin_picture')}</span>
            <small>{t('guides.card_foot')}</small>
          </div>
        )}
      </div>
    </figure>
  );
}

function Picture(props: { url: string }) {
  const t = useText();
  return props.url === '' ? (
    <span className="hl-picture">{t('guides.no_picture')}</span>
  ) : (
    <img className="hl-picture" src={props.url} alt="" referrerPolicy="no-referrer" />
  );
}
