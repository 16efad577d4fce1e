import { Route, Routes } from 'react-router-dom';

import { DirectoryOverview } from './overview.tsx';
import { ReportPage } from './report-page.tsx';

/** 通讯录同步: runs, members to link, requests; a run's report has an address of its own. */
export function DirectoryPage() {
  return (
    <Routes>
      <Route index element={<DirectoryOverview />} />
      <Route path=":id" element={<ReportPage />} />
    </Routes>
  );
}
