import { Route, Routes } from 'react-router-dom';

import { BuyPage } from './buy-page.tsx';
import { InvoicesPage } from './invoices-page.tsx';
import { OrderList } from './order-list.tsx';
import { OrderPage } from './order-page.tsx';
import { ReceiptPage } from './receipt-page.tsx';

/** 额度订单: what was ordered, one of them in full with its receipt, the page that submits another, and invoices. */
export function OrdersPage() {
  return (
    <Routes>
      <Route index element={<OrderList />} />
      <Route path="new" element={<BuyPage />} />
      <Route path="invoices" element={<InvoicesPage />} />
      <Route path=":id" element={<OrderPage />} />
      <Route path=":id/receipt" element={<ReceiptPage />} />
    </Routes>
  );
}
