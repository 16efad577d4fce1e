import type { JSX } from 'react';

import type { Agreements } from '../../shared/contract.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { Empty } from '../../shared/ui/empty.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Box } from '../../shared/ui/primitives';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { useResource } from '../../shared/use-resource.ts';
import { fetchAgreements } from './api.ts';

export type DocumentKey = 'user-agreement' | 'privacy-policy' | 'personal-information';

/** The page's `doc` as one of the three; anything else is the privacy policy. */
export function documentKey(value: string | undefined): DocumentKey {
  return value === 'user-agreement' || value === 'personal-information' ? value : 'privacy-policy';
}

function PersonalInformation({ agreements }: { agreements: Agreements }): JSX.Element {
  const texts = useTexts().agreements;
  return (
    <Box className="hl-stack hl-stack--loose" role="list">
      {agreements.personalInformation.map((row) => (
        <Box key={row.item} className="hl-card" role="listitem">
          <Box className="hl-strong">{row.item}</Box>
          <Box className="hl-lines">
            <Box className="hl-lines__row">
              <Box className="hl-lines__label">{texts.purpose}</Box>
              <Box className="hl-lines__value">{row.purpose}</Box>
            </Box>
            <Box className="hl-lines__row">
              <Box className="hl-lines__label">{texts.retention}</Box>
              <Box className="hl-lines__value">{row.retention}</Box>
            </Box>
          </Box>
        </Box>
      ))}
    </Box>
  );
}

/** One of the documents, in the person's language, with its version. */
export function AgreementView({ doc }: { doc: DocumentKey }): JSX.Element {
  const allTexts = useTexts();
  const language = useLanguage();
  const resource = useResource<Agreements>(language, () => fetchAgreements(language));
  if (resource.data === null) {
    if (resource.error === null) return <Skeleton cards={1} />;
    return <Failure error={resource.error} onRetry={() => void resource.reload()} />;
  }
  const found = resource.data.documents.find((document) => document.key === doc);
  const title = doc === 'personal-information' ? allTexts.titles[doc] : found?.title;
  if (title === undefined) return <Empty icon="alert" title={allTexts.agreements.missing} />;
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-large" role="heading" id="agreement-title">
          {title}
        </Box>
        <Box className="hl-note">{allTexts.agreements.version(resource.data.version)}</Box>
      </Box>
      {doc === 'personal-information' ? (
        <PersonalInformation agreements={resource.data} />
      ) : (
        <Box className="hl-card hl-prose">
          {found?.paragraphs.map((paragraph, index) => (
            <Box key={index}>{paragraph}</Box>
          ))}
        </Box>
      )}
    </>
  );
}
