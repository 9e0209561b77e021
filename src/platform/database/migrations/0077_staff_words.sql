-- Words of colleagues by the time we had them: few among many, read once an hour (domain.md B40).
create index exchange_staff on exchange (received_at) where author = 'staff';
