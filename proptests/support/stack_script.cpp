#include "proptests/support/stack_script.hpp"

#include <ostream>

namespace turnstile {

namespace {

// inRange() spans its range only at RapidCheck's nominal size.
rc::Gen<int> any_between(int first, int last) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, last + 1));
}

}  // namespace

void showValue(Move move, std::ostream& out) {
  switch (move) {
    case Move::take:
      out << "pop";
      break;
    case Move::give_oldest:
      out << "push(oldest)";
      break;
    case Move::give_newest:
      out << "push(newest)";
      break;
  }
}

void showValue(const StackScript& script, std::ostream& out) {
  out << script.on_stack << " nodes on the stack";
  for (const auto& moves : script.threads) {
    out << (&moves == script.threads.data() ? "; " : " || ");
    for (const Move& move : moves) {
      out << (&move == moves.data() ? "" : ", ");
      showValue(move, out);
    }
  }
}

rc::Gen<StackScript> stack_scripts(int nodes, int most_moves) {
  const auto move = rc::gen::element(Move::take, Move::take, Move::give_oldest, Move::give_newest);
  const auto moves = rc::gen::mapcat(any_between(0, most_moves), [move](int count) {
    return rc::gen::container<std::vector<Move>>(static_cast<std::size_t>(count), move);
  });
  const auto threads = rc::gen::mapcat(any_between(2, 3), [moves](int count) {
    return rc::gen::container<std::vector<std::vector<Move>>>(static_cast<std::size_t>(count), moves);
  });
  return rc::gen::build<StackScript>(rc::gen::set(&StackScript::on_stack, any_between(0, nodes)),
                                     rc::gen::set(&StackScript::threads, threads));
}

}  // namespace turnstile
