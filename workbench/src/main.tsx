import './shared/zod-setup.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { Root } from './app.tsx';
import { loadLanguage } from './locales/load.ts';
import { currentLanguage } from './shared/i18n/language.ts';
import './shared/base.css';

async function start(): Promise<void> {
  const initial = await loadLanguage(currentLanguage());
  const container = document.getElementById('root');
  if (container === null) throw new Error('index.html has no #root');
  createRoot(container).render(
    <StrictMode>
      <Root initial={initial} />
    </StrictMode>,
  );
}

void start();
