import './page-look.weapp.scss';

/** theme.json and app.scss do it in a mini program. */
export function showPageLook(_dark: boolean): void {}
