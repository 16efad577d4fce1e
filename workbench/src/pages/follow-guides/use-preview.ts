import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import {
  guidesKey,
  previewGuide,
  type GuidePreview,
  type GuideVariant,
  type GuideVariantName,
} from '../../features/messaging/api.ts';
import { useErrorText } from '../../shared/i18n/use-error-text.ts';

const pauseMs = 400;

/**
 * The server's own rendering of what is being typed, asked for when typing pauses. While the text
 * is wrong the last good bubble stays and `problem` says what is wrong.
 */
export function usePreview(
  guideId: string,
  variant: GuideVariantName,
  content: GuideVariant,
): { shown: GuidePreview | null; problem: string | null } {
  const errorText = useErrorText();
  const [asked, setAsked] = useState({ variant, content });
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ variant, content }), pauseMs);
    return () => clearTimeout(timer);
  }, [variant, content]);

  const preview = useQuery({
    queryKey: [...guidesKey, guideId, 'preview', asked],
    queryFn: () => previewGuide(guideId, asked.variant, asked.content),
    placeholderData: (before: GuidePreview | undefined) => before,
    staleTime: 60_000,
  });
  return {
    shown: preview.data ?? null,
    problem: preview.isError ? errorText(preview.error) : null,
  };
}
