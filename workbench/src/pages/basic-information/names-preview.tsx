import { useText } from '../../shared/i18n/text-context.tsx';

/** The places where a downstream person meets the name: home, list of upstreams, chat. */
export function NamesPreview(props: { name: string; slogan: string }) {
  const t = useText();
  const { name, slogan } = props;
  const letter = [...name][0] ?? '';
  return (
    <figure className="hl-seen" aria-label={t('basics.preview')}>
      <figcaption>{t('basics.preview')}</figcaption>
      <section>
        <h3>{t('basics.preview.mini')}</h3>
        <div className="hl-seen-card">
          <span className="hl-seen-face">{letter}</span>
          <div>
            <strong>{name}</strong>
            {slogan === '' ? null : <p>{slogan}</p>}
          </div>
        </div>
      </section>
      <section>
        <h3>{t('basics.preview.list')}</h3>
        <div className="hl-seen-card">
          <div>
            <span>{t('basics.preview.company')}</span>
            <p>{t('basics.preview.person', { name })}</p>
          </div>
        </div>
      </section>
      <section>
        <h3>{t('basics.preview.message')}</h3>
        <div className="hl-seen-bubble">{t('basics.preview.guide', { name })}</div>
      </section>
    </figure>
  );
}
