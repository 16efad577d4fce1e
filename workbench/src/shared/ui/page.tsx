import { RightOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';

import { useText } from '../i18n/text-context.tsx';
import { useTitle } from './use-title.ts';
import './page.css';

export interface Crumb {
  readonly label: string;
  readonly to: string;
}

/**
 * The frame of every page: its title (also the browser tab's), where it stands when it is deep, one
 * line of what it is for, and its main actions.
 */
export function Page(props: {
  title: string;
  lead?: ReactNode;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
  children: ReactNode;
}) {
  const t = useText();
  useTitle(props.title);
  return (
    <div className="hl-page">
      {props.crumbs === undefined ? null : (
        <nav aria-label={t('shell.breadcrumbs')} className="hl-crumbs">
          {props.crumbs.map((crumb) => (
            <span key={crumb.to}>
              <Link to={crumb.to}>{crumb.label}</Link>
              <RightOutlined aria-hidden="true" />
            </span>
          ))}
          <span aria-current="page">{props.title}</span>
        </nav>
      )}
      <header className="hl-page-head">
        <div>
          <h1 tabIndex={-1}>{props.title}</h1>
          {props.lead === undefined ? null : <p className="hl-lead">{props.lead}</p>}
        </div>
        {props.actions === undefined ? null : <div className="hl-page-actions">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}

/** A titled surface on a page. */
export function Panel(props: {
  title?: ReactNode;
  extra?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`hl-panel ${props.className ?? ''}`}>
      {props.title === undefined && props.extra === undefined ? null : (
        <header className="hl-panel-head">
          <h2>{props.title}</h2>
          {props.extra}
        </header>
      )}
      {props.children}
    </section>
  );
}
