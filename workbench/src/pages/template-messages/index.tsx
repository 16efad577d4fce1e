import { Route, Routes } from 'react-router-dom';

import { MappingList } from './mapping-list.tsx';
import { MappingPage } from './mapping-page.tsx';

/** 模板消息: what messages are for, and which template each is filled into. */
export function TemplateMessagesPage() {
  return (
    <Routes>
      <Route index element={<MappingList />} />
      <Route path=":purpose" element={<MappingPage />} />
    </Routes>
  );
}
