import { useText } from '../../shared/i18n/text-context.tsx';
import { Status } from '../../shared/ui/status.tsx';
import type { ChannelCheck } from './api.ts';
import { checkLabel, checkState } from './channel-words.ts';

/** Each check by its name, and where it failed: what it means and what to do in whose console. */
export function CheckList(props: { checks: readonly ChannelCheck[] }) {
  const t = useText();
  return (
    <ul className="hl-checks">
      {props.checks.map((check) => (
        <li key={check.key}>
          <strong>{t(checkLabel[check.key])}</strong>
          <Status tone={checkState[check.state].tone}>{t(checkState[check.state].key)}</Status>
          <div>
            <p>{check.message}</p>
            {check.remedy === null ? null : <p className="hl-remedy">{check.remedy}</p>}
            {check.platformCode === null ? null : (
              <small>{t('channels.platform_code', { code: check.platformCode })}</small>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
