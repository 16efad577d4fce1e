import { parseRichText } from '../core/rich-text.ts';
import { scenes } from '../core/scenes.ts';
import { usePhone } from './context.tsx';

/** A message's text with its links; `account` receives what a message-menu link sends. */
export function RichText({ text, account }: { text: string; account: string }) {
  const { nav, actions } = usePhone();
  return (
    <>
      {parseRichText(text).map((piece, index) => {
        switch (piece.kind) {
          case 'text':
            return <span key={index}>{piece.text}</span>;
          case 'url':
            return (
              <a
                key={index}
                href={piece.url}
                target="_blank"
                rel="noopener noreferrer"
                onClick={(event) => {
                  event.preventDefault();
                  nav.openUrl(piece.url, scenes.chatLink);
                }}
              >
                {piece.text}
              </a>
            );
          case 'mini-program':
            return (
              <button
                key={index}
                type="button"
                className="text-link"
                data-testid="mini-program-link"
                onClick={() => {
                  const known = (nav.accountOf(piece.appId)?.h5BaseUrl ?? '') !== '';
                  if (!known && piece.fallbackUrl !== null) nav.openUrl(piece.fallbackUrl, scenes.chatLink);
                  else nav.openMiniProgram(piece.appId, piece.path, scenes.chatLink);
                }}
              >
                {piece.text}
              </button>
            );
          case 'menu':
            return (
              <button
                key={index}
                type="button"
                className="text-link"
                onClick={() => void actions.sendMenuChoice(account, piece.content, piece.menuId)}
              >
                {piece.text}
              </button>
            );
        }
      })}
    </>
  );
}
