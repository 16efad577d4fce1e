import { CopyOutlined, LockOutlined, ReloadOutlined, WarningOutlined } from '@ant-design/icons';
import { Alert, App, Button } from 'antd';
import type { ReactNode } from 'react';

import { ApiError } from '../api/errors.ts';
import { useText } from '../i18n/text-context.tsx';
import { useErrorText } from '../i18n/use-error-text.ts';
import './states.css';

/** Nothing here yet, and what to do about it. */
export function EmptyState(props: { title: string; hint?: string; action?: ReactNode; icon?: ReactNode }) {
  return (
    <div className="hl-state">
      {props.icon === undefined ? (
        <svg className="hl-state-art" viewBox="0 0 64 40" aria-hidden="true">
          <circle cx="25" cy="20" r="13" />
          <circle cx="39" cy="20" r="13" />
        </svg>
      ) : (
        <div className="hl-state-icon">{props.icon}</div>
      )}
      <p className="hl-state-title">{props.title}</p>
      {props.hint === undefined ? null : <p className="hl-state-hint">{props.hint}</p>}
      {props.action}
    </div>
  );
}

/** A page or part that could not be read: what happened, its number for support, and again. */
export function ErrorState(props: { error: unknown; onRetry: () => void }) {
  const t = useText();
  const errorText = useErrorText();
  return (
    <div className="hl-state" role="alert">
      <div className="hl-state-icon hl-state-bad">
        <WarningOutlined />
      </div>
      <p className="hl-state-title">{t('common.error.title')}</p>
      <p className="hl-state-hint">{errorText(props.error)}</p>
      <Button icon={<ReloadOutlined />} onClick={props.onRetry}>
        {t('common.retry')}
      </Button>
      <RequestId error={props.error} />
    </div>
  );
}

/** The page exists, this person may not see it: why, and whom to ask. */
export function NoAccessState(props: { permission: string }) {
  const t = useText();
  return (
    <EmptyState
      icon={<LockOutlined />}
      title={t('common.no_access.title')}
      hint={t('common.no_access.hint', { permission: props.permission })}
    />
  );
}

/** A refusal inside a form; the form keeps what was typed. */
export function ErrorNotice(props: { error: unknown; children?: ReactNode }) {
  const errorText = useErrorText();
  if (props.error === null || props.error === undefined) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      message={errorText(props.error)}
      description={
        <>
          {props.children}
          <RequestId error={props.error} />
        </>
      }
    />
  );
}

function RequestId(props: { error: unknown }) {
  const t = useText();
  const { message } = App.useApp();
  if (!(props.error instanceof ApiError) || props.error.requestId === '') return null;
  const { requestId } = props.error;
  return (
    <p className="hl-request-id">
      {t('common.request_id')} <code>{requestId}</code>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('common.copy')}
        onClick={() => {
          void navigator.clipboard.writeText(requestId).then(() => message.success(t('common.copied')));
        }}
      />
    </p>
  );
}
