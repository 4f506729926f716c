// Programs and their clients: how they are listed, found, and told their subject.
#include "models/vocabulary/program.hpp"

#include <cstddef>

#include <gtest/gtest.h>

#include "models/clients/rows.hpp"

namespace turnstile {
namespace {

class Idle : public Program {
 public:
  explicit Idle(const Mix&) {}
  void thread(int) override {}
  void another_round(int) override {}
  void describe(Names&) const override {}
};

// Counts in its subject how often it was made.
class Counting final : public Idle {
 public:
  Counting(const Mix& mix, const Context& context) : Idle(mix) { ++*static_cast<int*>(context.subject); }
};

void make_and_destroy(const MakeProgram& make) {
  alignas(std::max_align_t) std::byte storage[program_size];
  make(storage, Mix::all(2, 1))->~Program();
}

TEST(program, is_told_its_subject) {
  int one = 0;
  int other = 0;
  const Programs programs = {{&clients::progress, &place<Counting>}};
  make_and_destroy(programs.about(&one).of(clients::progress));
  make_and_destroy(programs.about(&other).of(clients::progress));
  make_and_destroy(programs.about(&one).of(clients::progress));
  EXPECT_EQ(one, 2);
  EXPECT_EQ(other, 1);
}

TEST(program, that_wants_no_subject_is_made_without_one) { make_and_destroy(&place<Idle>); }

TEST(programs, have_the_clients_that_are_listed) {
  Programs programs = {{&clients::progress, &place<Idle>}};
  EXPECT_TRUE(programs.has(clients::progress));
  EXPECT_FALSE(programs.has(clients::bypass));
  programs.add({&clients::bypass, &place<Idle>});
  programs.remove(clients::progress);
  EXPECT_FALSE(programs.has(clients::progress));
  EXPECT_TRUE(programs.has(clients::bypass));
}

TEST(clients, are_found_by_the_name_that_each_has_alone) {
  for (const ClientRow* client : clients::all) EXPECT_EQ(client_named(client->name), client) << client->name;
  EXPECT_EQ(client_named("no_such"), nullptr);
}

}  // namespace
}  // namespace turnstile
