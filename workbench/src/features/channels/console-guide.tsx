import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import type { ChannelKind } from './api.ts';

interface Place {
  readonly what: TextKey;
  readonly where: TextKey;
}

/**
 * Which value stands where in the platform's own console. The consoles move their menus now and
 * then (a part moved to developers.weixin.qq.com in 2025), so the texts name the page, not clicks.
 */
const places: Record<ChannelKind, readonly Place[]> = {
  'official-account': [
    { what: 'channels.place.oa_id', where: 'channels.place.oa_id_where' },
    { what: 'channels.place.oa_original', where: 'channels.place.oa_original_where' },
    { what: 'channels.place.oa_ip', where: 'channels.place.oa_ip_where' },
  ],
  'mini-program': [
    { what: 'channels.place.mp_id', where: 'channels.place.mp_id_where' },
    { what: 'channels.place.mp_original', where: 'channels.place.mp_original_where' },
    { what: 'channels.place.mp_link', where: 'channels.place.mp_link_where' },
  ],
  wecom: [
    { what: 'channels.place.wecom_corp', where: 'channels.place.wecom_corp_where' },
    { what: 'channels.place.wecom_agent', where: 'channels.place.wecom_agent_where' },
    { what: 'channels.place.wecom_domain', where: 'channels.place.wecom_domain_where' },
    { what: 'channels.place.wecom_ip', where: 'channels.place.wecom_ip_where' },
  ],
};

const callbackPlaces: Record<ChannelKind, TextKey> = {
  'official-account': 'channels.place.oa_callback',
  'mini-program': 'channels.place.mp_callback',
  wecom: 'channels.place.wecom_callback',
};

export function ConsoleGuide(props: { kind: ChannelKind }) {
  const t = useText();
  return (
    <ol className="hl-guide-steps">
      {places[props.kind].map((place) => (
        <li key={place.what}>
          <strong>{t(place.what)}</strong>
          <span>{t(place.where)}</span>
        </li>
      ))}
    </ol>
  );
}

export function callbackPlace(kind: ChannelKind): TextKey {
  return callbackPlaces[kind];
}
