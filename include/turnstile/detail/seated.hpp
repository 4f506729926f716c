// A lock that is no template, over turnstile::atomic and its like, as the clients of the suite want it: with seats that it
// takes no notice of.
#pragma once

#include <concepts>
#include <utility>

#include "turnstile/detail/platform.hpp"

namespace turnstile::detail {

template <class Lock>
concept unseated_lock = std::default_initializable<Lock> && requires(Lock lock) {
  lock.lock();
  lock.unlock();
};

template <class Lock>
concept unseated_trying = requires(Lock lock) {
  { lock.try_lock() } -> std::same_as<bool>;
};
template <class Lock>
concept unseated_reading = requires(Lock lock) {
  lock.lock_shared();
  lock.unlock_shared();
};
template <class Lock>
concept unseated_trying_reading = unseated_reading<Lock> && requires(Lock lock) {
  { lock.try_lock_shared() } -> std::same_as<bool>;
};

template <class Lock>
inline constexpr bool is_unseated_noexcept =
    noexcept(std::declval<Lock&>().lock()) || noexcept(std::declval<Lock&>().unlock());

template <class Lock>
struct Seated {
  template <class>
  class On {
   public:
    On() { require_variables(); }

    void lock(int) { lock_.lock(); }
    void unlock(int) { lock_.unlock(); }
    bool try_lock(int)
      requires unseated_trying<Lock>
    {
      return lock_.try_lock();
    }
    void lock_shared(int)
      requires unseated_reading<Lock>
    {
      lock_.lock_shared();
    }
    void unlock_shared(int)
      requires unseated_reading<Lock>
    {
      lock_.unlock_shared();
    }
    bool try_lock_shared(int)
      requires unseated_trying_reading<Lock>
    {
      return lock_.try_lock_shared();
    }
    void describe(auto& names) const
      requires requires(const Lock& lock) { lock.describe(names); }
    {
      lock_.describe(names);
    }

   private:
    Lock lock_;
  };
};

}  // namespace turnstile::detail
