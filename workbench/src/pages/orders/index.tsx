import { Route, Routes } from 'react-router-dom';

import { BuyPage } from './buy-page.tsx';
import { OrderList } from './order-list.tsx';
import { OrderPage } from './order-page.tsx';

/** 额度订单: what was ordered, one of them in full, and the page that submits another. */
export function OrdersPage() {
  return (
    <Routes>
      <Route index element={<OrderList />} />
      <Route path="new" element={<BuyPage />} />
      <Route path=":id" element={<OrderPage />} />
    </Routes>
  );
}
