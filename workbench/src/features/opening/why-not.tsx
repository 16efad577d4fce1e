import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import type { Ability } from './api.ts';

/** One grey line in place of a button: why it is not there, and whom to ask. */
export function WhyNot(props: { ability: Ability; button: 'open' | 'disable' }) {
  const t = useText();
  const { why, ask } = props.ability;
  if (why === null) return null;
  const who = ask.length === 0 ? t('opening.why.somebody') : ask.join(t('opening.comma'));
  const right = t(permissionLabel(props.button === 'open' ? 'accounts.open' : 'accounts.disable'));
  return <p className="hl-muted hl-opening-why">{t(`opening.why.${why}`, { who, right })}</p>;
}
