/** Set by config/index.ts: true only in builds that may be framed by the sandbox's phone. */
declare const HL_SANDBOX: boolean;
/** Set by config/index.ts: the server's origin for weapp; empty on H5 (same origin). */
declare const HL_API_BASE: string;

declare module '*.scss';
