import { Route, Routes } from 'react-router-dom';

import { RequestList } from './request-list.tsx';
import { RequestPage } from './request-page.tsx';

/** 绑定求助: the list, and one request as a card in WeCom leads to it. */
export function BindingRequestsPage() {
  return (
    <Routes>
      <Route index element={<RequestList />} />
      <Route path=":id" element={<RequestPage />} />
    </Routes>
  );
}
