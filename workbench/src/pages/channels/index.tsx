import { Route, Routes } from 'react-router-dom';

import { ChannelDetail } from './channel-detail.tsx';
import { ChannelList } from './channel-list.tsx';
import { ConnectWizard } from './connect-wizard.tsx';

/** 渠道接入: what is connected, one of them in full, and the wizard that connects another. */
export function ChannelsPage() {
  return (
    <Routes>
      <Route index element={<ChannelList />} />
      <Route path="connect/:kind" element={<ConnectWizard />} />
      <Route path=":id" element={<ChannelDetail />} />
    </Routes>
  );
}
