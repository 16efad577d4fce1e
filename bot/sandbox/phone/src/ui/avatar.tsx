import { Icon, type IconName } from './icons.tsx';

const colours = 7;

/** A stable colour out of the few of the style sheet, by name. */
function colourOf(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % colours;
}

/** A square with the first character of a name, as there are no pictures of invented people. */
export function Avatar({ name, kind }: { name: string; kind?: 'account' | 'mini-program' | 'person' }) {
  const letter = name === '' ? '' : String.fromCodePoint(name.codePointAt(0) ?? 0);
  return (
    <span className={`avatar avatar-${kind ?? 'account'} avatar-colour-${colourOf(name)}`} aria-hidden="true">
      {letter}
    </span>
  );
}

/** The square of a built-in place of the phone: service notices, SMS. */
export function SignAvatar({ icon, tone }: { icon: IconName; tone: 'green' | 'blue' | 'orange' }) {
  return (
    <span className={`avatar avatar-sign avatar-sign-${tone}`} aria-hidden="true">
      <Icon name={icon} />
    </span>
  );
}
