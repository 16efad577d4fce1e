import type { JSX } from 'react';

import type { ApiError } from '../api-error.ts';
import { useTexts } from '../i18n.ts';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';

/** Why a whole page could not be shown, and the way to try again. */
export function Failure({ error, onRetry }: { error: ApiError; onRetry: () => void }): JSX.Element {
  const texts = useTexts();
  const offline = error.kind === 'unreachable' || error.kind === 'timeout';
  const title = offline ? texts.errors.offlineTitle : texts.errors.title;
  const trace = error.requestId === null ? '' : ` (${error.requestId.slice(0, 12)})`;
  return (
    <Empty icon={offline ? 'offline' : 'alert'} tone="warn" title={title} note={`${error.message}${trace}`}>
      <Button id="retry" kind="plain" onPress={onRetry}>
        {texts.common.retry}
      </Button>
    </Empty>
  );
}
