// Reader-writer locks under stress, with one, two and three writers among four workers.
#include "algorithms/rwlock/rwlock.hpp"

#include "algorithms/rwlock/broken_relaxed_reader_exit.hpp"
#include "algorithms/rwlock/broken_split_count.hpp"
#include "algorithms/rwlock/broken_writer_ignores_readers.hpp"
#include "algorithms/rwlock/rwlock_fair.hpp"
#include "algorithms/rwlock/rwlock_reader_preference.hpp"
#include "algorithms/rwlock/rwlock_writer_preference.hpp"
#include "sanitizers/reader_writer_client.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

template <class Lock>
Form right(std::string_view name) {
  return right_form<Lock, ReaderWriterClient>(name);
}

template <class Lock>
Form broken_rw(std::string_view name, Symptoms symptoms) {
  return broken_form<Lock, ReaderWriterClient>(name, symptoms);
}

// In broken_split_count writers may wait for ever for a reader that has gone, if one was not counted.
const Stem rwlock("rwlock", 4,
                  {
                      right<TextbookReadersLock<>>("correct"),
                      right<ReaderPreferenceLock<>>("correct_reader_preference"),
                      right<WriterPreferenceLock<>>("correct_writer_preference"),
                      right<FairRwLock<>>("correct_fair"),
                      broken_rw<broken::RwSplitCount<>>("broken_split_count",
                                                        {.race = Variable::data, .mistake = true, .stuck = true}),
                      broken_rw<broken::RwWriterIgnoresReaders<>>("broken_writer_ignores_readers",
                                                                  {.race = Variable::data, .mistake = true}),
                      broken_rw<broken::RwRelaxedReaderExit<>>("broken_relaxed_reader_exit", {.race = Variable::data}),
                  });

}  // namespace

}  // namespace turnstile::stress
