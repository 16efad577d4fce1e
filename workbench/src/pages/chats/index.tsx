import { Route, Routes } from 'react-router-dom';

import { ChatList } from './chat-list.tsx';
import { ChatRecord } from './chat-record.tsx';

/** Chats, and what was said in one. */
export function ChatsPage() {
  return (
    <Routes>
      <Route index element={<ChatList which="chats" />} />
      <Route path=":id" element={<ChatRecord which="chats" />} />
    </Routes>
  );
}

/** The same of those that others look after. */
export function ChatHistoryPage() {
  return (
    <Routes>
      <Route index element={<ChatList which="chat-history" />} />
      <Route path=":id" element={<ChatRecord which="chat-history" />} />
    </Routes>
  );
}
