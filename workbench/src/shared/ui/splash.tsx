import './splash.css';

/** While the first answer is on its way. */
export function Splash() {
  return (
    <div className="hl-splash" role="status" aria-busy="true">
      <Mark size={56} />
    </div>
  );
}

/** Two rings that hold each other: 互联. */
export function Mark(props: { size: number }) {
  return (
    <svg width={props.size} height={props.size} viewBox="0 0 32 32" aria-hidden="true" className="hl-mark">
      <rect width="32" height="32" rx="8" />
      <circle cx="11.5" cy="16" r="5" />
      <circle cx="20.5" cy="16" r="5" />
    </svg>
  );
}
