// <turnstile/scheduler.hpp> for a first look at a submission: what there is.
#pragma once

namespace turnstile::scheduler {

void enter(int self);
void leave(int self);
void sleep(int self);
void wake(int task);
int tasks();
int base(int task);
int effective(int task);
void set_effective(int task, int priority);

}  // namespace turnstile::scheduler
