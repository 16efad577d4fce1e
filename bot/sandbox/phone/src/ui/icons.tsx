/** The phone's signs, drawn here; all are decoration beside a label or an `aria-label`. */
const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const shapes = {
  back: <path d="M15 4 7 12l8 8" {...stroke} />,
  more: (
    <>
      <circle cx="5" cy="12" r="1.7" />
      <circle cx="12" cy="12" r="1.7" />
      <circle cx="19" cy="12" r="1.7" />
    </>
  ),
  capsuleClose: (
    <>
      <circle cx="12" cy="12" r="8.2" {...stroke} strokeWidth={2} />
      <circle cx="12" cy="12" r="3.4" />
    </>
  ),
  keyboard: (
    <>
      <rect x="3" y="6" width="18" height="12" rx="2.4" {...stroke} />
      <path d="M7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8.5 14h7" {...stroke} />
    </>
  ),
  menu: <path d="M5 8h14M5 12h14M5 16h14" {...stroke} />,
  submenu: <path d="M5 7h14M5 12h14M5 17h14" {...stroke} strokeWidth={2} />,
  plus: (
    <>
      <circle cx="12" cy="12" r="9" {...stroke} />
      <path d="M12 8v8M8 12h8" {...stroke} />
    </>
  ),
  pin: (
    <>
      <path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z" {...stroke} />
      <circle cx="12" cy="10" r="2.3" {...stroke} />
    </>
  ),
  chat: (
    <path
      d="M12 4.5c-4.7 0-8.5 3.1-8.5 7 0 2.2 1.2 4.1 3.1 5.4l-.6 2.6 3-1.5c.9.3 1.9.4 3 .4 4.7 0 8.5-3.1 8.5-6.9s-3.8-7-8.5-7z"
      {...stroke}
    />
  ),
  accounts: (
    <>
      <rect x="5" y="3.5" width="14" height="17" rx="2.5" {...stroke} />
      <circle cx="12" cy="10" r="2.4" {...stroke} />
      <path d="M8.2 16.5c.6-1.8 2-2.7 3.8-2.7s3.2.9 3.8 2.7" {...stroke} />
    </>
  ),
  scan: (
    <path
      d="M4 8.5V6a2 2 0 0 1 2-2h2.5M15.5 4H18a2 2 0 0 1 2 2v2.5M20 15.5V18a2 2 0 0 1-2 2h-2.5M8.5 20H6a2 2 0 0 1-2-2v-2.5M4 12h16"
      {...stroke}
    />
  ),
  work: (
    <>
      <rect x="3.5" y="8" width="17" height="11.5" rx="2.2" {...stroke} />
      <path d="M9 8V6a1.5 1.5 0 0 1 1.5-1.5h3A1.5 1.5 0 0 1 15 6v2M3.5 13h17M12 12v2.2" {...stroke} />
    </>
  ),
  verified: (
    <>
      <path
        d="M12 2.8 14.4 5l3.2-.4.7 3.2 2.8 1.6-1.4 2.9 1.4 2.9-2.8 1.6-.7 3.2-3.2-.4L12 21.6 9.6 19.4l-3.2.4-.7-3.2-2.8-1.6 1.4-2.9-1.4-2.9 2.8-1.6.7-3.2 3.2.4z"
        fill="currentColor"
      />
      <path d="m8.5 12.3 2.4 2.4 4.6-4.9" {...stroke} stroke="#fff" strokeWidth={2} />
    </>
  ),
  miniProgram: (
    <path d="M9.3 13.2a2.7 2.7 0 1 0 2.7 2.7V8.1a2.7 2.7 0 1 1 2.7 2.7" {...stroke} strokeWidth={2} />
  ),
  bell: (
    <path
      d="M12 4a5.5 5.5 0 0 0-5.5 5.5c0 4-1.5 5.5-1.5 5.5h14s-1.5-1.5-1.5-5.5A5.5 5.5 0 0 0 12 4zM10 18.5a2 2 0 0 0 4 0"
      {...stroke}
    />
  ),
  sms: (
    <>
      <rect x="3.5" y="5.5" width="17" height="13" rx="2.5" {...stroke} />
      <path d="m4.5 7.5 7.5 5.5 7.5-5.5" {...stroke} />
    </>
  ),
  arrowOut: <path d="M5 12h13M12.5 6.5 18 12l-5.5 5.5" {...stroke} strokeWidth={2.2} />,
  arrowIn: <path d="M19 12H6m5.5-5.5L6 12l5.5 5.5" {...stroke} strokeWidth={2.2} />,
  arrow: <path d="m9 5 7 7-7 7" {...stroke} />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" {...stroke} strokeWidth={2.2} />,
  failed: (
    <>
      <circle cx="12" cy="12" r="9" fill="currentColor" />
      <path d="M12 7v6.2M12 16.6v.01" stroke="#fff" strokeWidth={2.2} strokeLinecap="round" />
    </>
  ),
  settings: (
    <>
      <path d="M4 8h9M19 8h1M4 16h1M11 16h9" {...stroke} />
      <circle cx="16" cy="8" r="2.6" {...stroke} />
      <circle cx="8" cy="16" r="2.6" {...stroke} />
    </>
  ),
  image: (
    <>
      <rect x="3.5" y="4.5" width="17" height="15" rx="2" {...stroke} />
      <circle cx="9" cy="9.5" r="1.6" {...stroke} />
      <path d="m4.5 17 5-4.5 3.5 3 3-2.5 4 3.5" {...stroke} />
    </>
  ),
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      className={className === undefined ? 'icon' : `icon ${className}`}
      viewBox="0 0 24 24"
      fill="currentColor"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  );
}
