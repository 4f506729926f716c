// Reader-writer locks over interleavings, and with real threads.
#include "algorithms/rwlock/rwlock.hpp"

#include <chrono>
#include <mutex>
#include <shared_mutex>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "algorithms/rwlock/broken_exclusive_readers.hpp"
#include "algorithms/rwlock/broken_last_reader_keeps.hpp"
#include "algorithms/rwlock/broken_relaxed_reader_exit.hpp"
#include "algorithms/rwlock/broken_split_count.hpp"
#include "algorithms/rwlock/broken_upgrade.hpp"
#include "algorithms/rwlock/broken_writer_ignores_readers.hpp"
#include "algorithms/rwlock/rwlock_fair.hpp"
#include "algorithms/rwlock/rwlock_reader_preference.hpp"
#include "algorithms/rwlock/rwlock_writer_preference.hpp"
#include "algorithms/seat.hpp"
#include "proptests/support/checks.hpp"
#include "proptests/support/quiet_check.hpp"
#include "proptests/support/readers_and_writers.hpp"
#include "proptests/support/real_threads.hpp"
#include "proptests/support/worn.hpp"

namespace turnstile::interleaving {

namespace {

// The locks with their default width of tickets.
template <class P>
using WriterPreference = WriterPreferenceLock<P>;
template <class P>
using Fair = FairRwLock<P>;
template <class P>
using ExclusiveReaders = broken::RwExclusiveReaders<P>;
template <class P>
class ExclusiveReadersWithoutTry {
 public:
  void lock(int self) { lock_.lock(self); }
  void unlock(int self) { lock_.unlock(self); }
  void lock_shared(int self) { lock_.lock_shared(self); }
  void unlock_shared(int self) { lock_.unlock_shared(self); }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  ExclusiveReaders<P> lock_;
};

constexpr Party one_each = readers_and_writers(1, 1);
constexpr Party two_readers = readers_and_writers(2, 1);
constexpr Party two_writers = readers_and_writers(1, 2);
constexpr Party parties[] = {one_each, two_readers, two_writers};

void expect_exclusion_of_all(const Programs& lock) {
  for (const Party& party : parties) expect_exclusion(lock, party);
}
void expect_progress_of_all(const Programs& lock) {
  for (const Party& party : parties) expect_progress(lock, party);
}

}  // namespace

// --- the right forms ---------------------------------------------------------------------------------------------------

TEST(rwlock, correct_excludes) { expect_exclusion_of_all(clients_of<TextbookReadersLock>()); }
TEST(rwlock, correct_progresses) { expect_progress_of_all(clients_of<TextbookReadersLock>()); }
TEST(rwlock, correct_lets_readers_share) {
  expect_readers_together(clients_of<TextbookReadersLock>(), 2);
  expect_readers_together(clients_of<TextbookReadersLock>(), 3);
}
TEST(rwlock, correct_writer_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<TextbookReadersLock>(), one_each, {1, 2, 3}, 1);
  expect_growing_bypass(clients_of<TextbookReadersLock>(), two_readers, {2, 4, 6}, 2);
  expect_growing_bypass(clients_of<TextbookReadersLock>(), two_writers, {2, 4, 6}, 2);
}
TEST(rwlock, correct_reader_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<TextbookReadersLock>(), one_each, {1, 2, 3}, 1, Role::reader);
  expect_growing_bypass(clients_of<TextbookReadersLock>(), two_readers, {1, 2, 3}, 2, Role::reader);
  expect_growing_bypass(clients_of<TextbookReadersLock>(), two_writers, {2, 4, 6}, 2, Role::reader);
}

TEST(rwlock, correct_reader_preference_excludes) { expect_exclusion_of_all(clients_of<ReaderPreferenceLock>()); }
TEST(rwlock, correct_reader_preference_progresses) { expect_progress_of_all(clients_of<ReaderPreferenceLock>()); }
TEST(rwlock, correct_reader_preference_lets_readers_share) {
  expect_readers_together(clients_of<ReaderPreferenceLock>(), 2);
  expect_readers_together(clients_of<ReaderPreferenceLock>(), 3);
}
TEST(rwlock, correct_reader_preference_writer_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<ReaderPreferenceLock>(), one_each, {1, 2, 3}, 1);
  expect_growing_bypass(clients_of<ReaderPreferenceLock>(), two_readers, {2, 4, 6}, 2);
  expect_growing_bypass(clients_of<ReaderPreferenceLock>(), two_writers, {2, 4, 6}, 2);
}
// A reader is overtaken by the writer that is inside.
TEST(rwlock, correct_reader_preference_reader_is_overtaken_once) {
  for (const Party& party : parties) {
    expect_bypass(clients_of<ReaderPreferenceLock>(), party, {1, 1, 1}, Role::reader);
  }
}

TEST(rwlock, correct_writer_preference_excludes) { expect_exclusion_of_all(clients_of<WriterPreference>()); }
TEST(rwlock, correct_writer_preference_progresses) { expect_progress_of_all(clients_of<WriterPreference>()); }
TEST(rwlock, correct_writer_preference_lets_readers_share) {
  expect_readers_together(clients_of<WriterPreference>(), 2);
  expect_readers_together(clients_of<WriterPreference>(), 3);
}
// A writer is overtaken by each of the others.
TEST(rwlock, correct_writer_preference_writer_is_overtaken_once_by_each) {
  for (const Party& party : parties) {
    const int others = party.threads - 1;
    expect_bypass(clients_of<WriterPreference>(), party, {others, others, others});
  }
}
TEST(rwlock, correct_writer_preference_reader_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<WriterPreference>(), one_each, {1, 2, 3}, 1, Role::reader);
  expect_growing_bypass(clients_of<WriterPreference>(), two_readers, {1, 2, 3}, 2, Role::reader);
  expect_growing_bypass(clients_of<WriterPreference>(), two_writers, {2, 4, 6}, 2, Role::reader);
}

TEST(rwlock, correct_fair_excludes) { expect_exclusion_of_all(clients_of<Fair>()); }
TEST(rwlock, correct_fair_progresses) { expect_progress_of_all(clients_of<Fair>()); }
TEST(rwlock, correct_fair_lets_readers_share) {
  expect_readers_together(clients_of<Fair>(), 2);
  expect_readers_together(clients_of<Fair>(), 3);
}
// A writer is overtaken by each of those that stand before it in the line.
TEST(rwlock, correct_fair_writer_is_overtaken_once_by_each) {
  for (const Party& party : parties) {
    const int others = party.threads - 1;
    expect_bypass(clients_of<Fair>(), party, {others, others, others});
  }
}
TEST(rwlock, correct_fair_reader_is_overtaken_once_by_each_writer) {
  for (const Party& party : parties) {
    const int writers = party.writers();
    expect_bypass(clients_of<Fair>(), party, {writers, writers, writers}, Role::reader);
  }
}

// --- the broken ones that interleavings show ---------------------------------------------------------------------------

// A reader is inside beside a writer: no update is lost, for readers make none.
TEST(rwlock, broken_split_count_overlaps) {
  expect_overlap(clients_of<broken::RwSplitCount>(), two_readers, 2, Kind::none);
}
// A writer leaves between the load and the store: its mark comes back, and stays for ever.
TEST(rwlock, broken_split_count_deadlocks) {
  expect_hangs(clients_of<broken::RwSplitCount>(), one_each, {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}}, 3);
}

TEST(rwlock, broken_writer_ignores_readers_overlaps) {
  for (const Party& party : parties) {
    expect_overlap(clients_of<broken::RwWriterIgnoresReaders>(), party, 1, Kind::none);
  }
}
TEST(rwlock, broken_writer_ignores_readers_progresses) {
  expect_progress_of_all(clients_of<broken::RwWriterIgnoresReaders>());
}

// The thread that comes after the last reader waits for ever; with readers alone that is the next reader.
TEST(rwlock, broken_last_reader_keeps_deadlocks) {
  expect_hangs(clients_of<broken::RwLastReaderKeeps>(), one_each,
               {{"2,2", Kind::deadlock}, {"1,2", Kind::deadlock}, {"2,0", Kind::deadlock}}, 1);
  expect_hangs(clients_of<broken::RwLastReaderKeeps>(), two_readers,
               {{"2,2,2", Kind::deadlock},
                {"1,2,2", Kind::deadlock},
                {"0,2,2", Kind::deadlock},
                {"2,0,2", Kind::deadlock},
                {"2,2,0", Kind::deadlock},
                {"2,0,0", Kind::deadlock},
                {"0,2,0", Kind::deadlock}},
               2);
  expect_hangs(clients_of<broken::RwLastReaderKeeps>(), two_writers,
               {{"2,2,2", Kind::deadlock},
                {"1,2,2", Kind::deadlock},
                {"2,0,2", Kind::deadlock},
                {"2,2,0", Kind::deadlock},
                {"2,0,0", Kind::deadlock}},
               2);
}
TEST(rwlock, broken_last_reader_keeps_reader_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<broken::RwLastReaderKeeps>(), one_each, {1, 2, 3}, 1, Role::reader);
}
TEST(rwlock, broken_last_reader_keeps_excludes) {
  for (const Party& party : parties) expect_exclusion_until_it_hangs(clients_of<broken::RwLastReaderKeeps>(), party);
}

// Two writers, each inside as a reader, wait for the other to leave. (A reader that has left early would change the word
// that they look at, which counts as a release; it would not let them in.)
TEST(rwlock, broken_upgrade_deadlocks) {
  expect_hangs(clients_of<broken::RwUpgrade>(), two_writers,
               {{"2,2,2", Kind::deadlock}, {"1,2,2", Kind::remainder_blocks}, {"0,2,2", Kind::remainder_blocks}}, 3);
}
TEST(rwlock, broken_upgrade_progresses_with_one_writer) {
  expect_progress(clients_of<broken::RwUpgrade>(), one_each);
  expect_progress(clients_of<broken::RwUpgrade>(), two_readers);
}
TEST(rwlock, broken_upgrade_writer_is_overtaken_in_every_round) {
  expect_growing_bypass(clients_of<broken::RwUpgrade>(), one_each, {1, 2, 3}, 1);
}
TEST(rwlock, broken_upgrade_excludes) {
  for (const Party& party : parties) expect_exclusion_until_it_hangs(clients_of<broken::RwUpgrade>(), party);
}

TEST(rwlock, broken_exclusive_readers_excludes_readers) {
  expect_readers_excluded(clients_of<ExclusiveReaders>(), 2, 1);
  expect_readers_excluded(clients_of<ExclusiveReaders>(), 3, 2);
}
// It excludes as it should, and more. Its try_lock_shared can wait, so that no thread tries here.
TEST(rwlock, broken_exclusive_readers_excludes) { expect_exclusion_of_all(clients_of<ExclusiveReadersWithoutTry>()); }
TEST(rwlock, broken_exclusive_readers_progresses) { expect_progress_of_all(clients_of<ExclusiveReaders>()); }

// --- only weak memory breaks it: here it is right ----------------------------------------------------------------------

TEST(rwlock, broken_relaxed_reader_exit_is_not_seen) {
  expect_exclusion_of_all(clients_of<broken::RwRelaxedReaderExit>());
  expect_progress_of_all(clients_of<broken::RwRelaxedReaderExit>());
}

// --- tickets that wrap around ------------------------------------------------------------------------------------------

namespace {

template <class P>
using FairBytes = FairRwLock<P, unsigned char>;
template <class P>
using WriterPreferenceBytes = WriterPreferenceLock<P, unsigned char>;

template <class Lock>
void expect_right_when_tickets_wrap_around() {
  for (const Party& party : parties) expect_right_when_worn<Lock>(party);
}

}  // namespace

TEST(rwlock, correct_fair_wraps_its_tickets_around) { expect_right_when_tickets_wrap_around<FairBytes<Platform>>(); }
TEST(rwlock, correct_writer_preference_wraps_its_tickets_around) {
  expect_right_when_tickets_wrap_around<WriterPreferenceBytes<Platform>>();
}

}  // namespace turnstile::interleaving

namespace turnstile::real_threads {

// --- the guards of the standard library ----------------------------------------------------------------------------------

namespace {

template <class Lock>
void expect_readers_share() {
  Lock lock;
  Seat first(lock, 0);
  Seat second(lock, 1);
  const std::shared_lock reads(first);
  EXPECT_TRUE(std::shared_lock(second, std::try_to_lock).owns_lock());
  EXPECT_FALSE(std::unique_lock(second, std::try_to_lock).owns_lock());
}

template <class Lock>
void expect_writer_alone() {
  Lock lock;
  Seat first(lock, 0);
  Seat second(lock, 1);
  std::unique_lock writes(first);
  EXPECT_FALSE(std::shared_lock(second, std::try_to_lock).owns_lock());
  EXPECT_FALSE(std::unique_lock(second, std::try_to_lock).owns_lock());
  writes.unlock();
  EXPECT_TRUE(std::shared_lock(second, std::try_to_lock).owns_lock());
  EXPECT_TRUE(std::unique_lock(second, std::try_to_lock).owns_lock());
}

// Uses the lock more often than a byte has values: tickets of one byte are all used up, twice.
template <class Lock>
void expect_use_again_and_again() {
  Lock lock;
  Seat seat(lock, 0);
  for (int i = 0; i < 600; ++i) {
    const std::unique_lock writes(seat);
    EXPECT_FALSE(seat.try_lock_shared());
  }
  for (int i = 0; i < 600; ++i) {
    const std::shared_lock reads(seat);
    EXPECT_FALSE(seat.try_lock());
  }
}

template <class Lock>
void expect_guards_fit() {
  expect_readers_share<Lock>();
  expect_writer_alone<Lock>();
  expect_use_again_and_again<Lock>();
}

}  // namespace

TEST(rwlock, correct_fits_standard_guards) { expect_guards_fit<TextbookReadersLock<>>(); }
TEST(rwlock, correct_reader_preference_fits_standard_guards) { expect_guards_fit<ReaderPreferenceLock<>>(); }
TEST(rwlock, correct_writer_preference_fits_standard_guards) {
  expect_guards_fit<WriterPreferenceLock<>>();
  expect_guards_fit<WriterPreferenceLock<StdPlatform, unsigned char>>();
}
TEST(rwlock, correct_fair_fits_standard_guards) {
  expect_guards_fit<FairRwLock<>>();
  expect_guards_fit<FairRwLock<StdPlatform, unsigned char>>();
}

// --- readers and writers as real threads ---------------------------------------------------------------------------------

namespace {

// A property for RapidCheck: whichever threads come, a writer is alone.
template <template <class> class Lock>
void writers_are_alone() {
  const Crowd crowd = *crowds({.readers = 4, .writers = 3, .rounds = 50});
  RC_ASSERT(ReadersAndWriters<Lock<ShakenPlatform>>(crowd).run() == Harm{});
}

constexpr auto long_enough = std::chrono::minutes(1);

template <class P>
using WriterPreference = WriterPreferenceLock<P>;
template <class P>
using Fair = FairRwLock<P>;
template <class P>
using WriterPreferenceBytes = WriterPreferenceLock<P, unsigned char>;
template <class P>
using FairBytes = FairRwLock<P, unsigned char>;

}  // namespace

RC_GTEST_PROP(rwlock, correct_excludes_real_threads, ()) { writers_are_alone<TextbookReadersLock>(); }
RC_GTEST_PROP(rwlock, correct_reader_preference_excludes_real_threads, ()) {
  writers_are_alone<ReaderPreferenceLock>();
}
RC_GTEST_PROP(rwlock, correct_writer_preference_excludes_real_threads, ()) { writers_are_alone<WriterPreference>(); }
RC_GTEST_PROP(rwlock, correct_fair_excludes_real_threads, ()) { writers_are_alone<Fair>(); }
RC_GTEST_PROP(rwlock, correct_writer_preference_with_narrow_tickets_excludes_real_threads, ()) {
  writers_are_alone<WriterPreferenceBytes>();
}
RC_GTEST_PROP(rwlock, correct_fair_with_narrow_tickets_excludes_real_threads, ()) { writers_are_alone<FairBytes>(); }

// The partner of all these tests shows that they can fail.
TEST(rwlock, broken_writer_ignores_readers_does_not_exclude_real_threads) {
  rc::detail::TestParams parameters = configured();
  parameters.disableShrinking = true;
  expect_within_a_minute([&] {
    ++parameters.seed;
    return !holds_quietly(writers_are_alone<broken::RwWriterIgnoresReaders>, parameters);
  });
}

TEST(rwlock, correct_lets_real_readers_meet) { EXPECT_TRUE(readers_meet<TextbookReadersLock<>>(4, long_enough)); }
TEST(rwlock, correct_reader_preference_lets_real_readers_meet) {
  EXPECT_TRUE(readers_meet<ReaderPreferenceLock<>>(4, long_enough));
}
TEST(rwlock, correct_writer_preference_lets_real_readers_meet) {
  EXPECT_TRUE(readers_meet<WriterPreferenceLock<>>(4, long_enough));
}
TEST(rwlock, correct_fair_lets_real_readers_meet) { EXPECT_TRUE(readers_meet<FairRwLock<>>(4, long_enough)); }
TEST(rwlock, broken_exclusive_readers_does_not_let_real_readers_meet) {
  EXPECT_FALSE(readers_meet<broken::RwExclusiveReaders<>>(2, std::chrono::milliseconds(200)));
}

}  // namespace turnstile::real_threads
