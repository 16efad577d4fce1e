import { Alert, Button } from 'antd';

import { useText } from '../i18n/text-context.tsx';
import './conflict-notice.css';

export interface Difference {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

/** Somebody saved first: what differs, and the two ways on. The form below keeps what was typed. */
export function ConflictNotice(props: {
  differences: readonly Difference[];
  pending: boolean;
  onOverwrite: () => void;
  onTakeTheirs: () => void;
}) {
  const t = useText();
  const changed = props.differences.filter((difference) => difference.mine !== difference.theirs);
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      message={t('common.conflict.title')}
      description={
        <div className="hl-conflict">
          <p>{t('common.conflict.hint')}</p>
          {changed.map((difference) => (
            <div key={difference.label} className="hl-conflict-row">
              <strong>{difference.label}</strong>
              <div>
                <span>{t('common.conflict.theirs')}</span>
                <pre>{difference.theirs === '' ? t('common.empty_value') : difference.theirs}</pre>
              </div>
              <div>
                <span>{t('common.conflict.mine')}</span>
                <pre>{difference.mine === '' ? t('common.empty_value') : difference.mine}</pre>
              </div>
            </div>
          ))}
          <div className="hl-conflict-actions">
            <Button size="small" loading={props.pending} onClick={props.onOverwrite}>
              {t('common.conflict.overwrite')}
            </Button>
            <Button size="small" onClick={props.onTakeTheirs}>
              {t('common.conflict.take_theirs')}
            </Button>
          </div>
        </div>
      }
    />
  );
}
