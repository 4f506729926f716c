// The named shapes of the literature: whether RC11 allows the outcome in question (docs/limits.md has the same rows for
// Relacy). Most of them turn on one part of one axiom.
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/engines/rc11/litmus/run.hpp"

namespace turnstile::rc11::litmus {

namespace {

struct Shape {
  std::string name;
  bool allowed;
  std::vector<std::string>
      threads;         // Wx1 writes x := 1, Rx0 reads x and must find 0; then the order: r a l s; Fs a fence
  std::string last{};  // values at the end: "x1 y2"
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }

std::string order(char c) {
  const std::string names[] = {"relaxed", "acquire", "release", "acq_rel", "seq_cst"};
  return "memory_order_" + names[std::string("ralbs").find(c)];
}

// The C text of a shape.
class Writer {
 public:
  std::string text(const Shape& shape) {
    std::string all = "C " + shape.name + "\n{}\n";
    for (std::size_t t = 0; t < shape.threads.size(); ++t) all += thread(t, shape.threads[t]);
    std::istringstream last(shape.last);
    for (std::string value; last >> value;) require(value.substr(0, 1) + "=" + value.substr(1));
    return all + "exists (" + condition_ + ")\n";
  }

 private:
  void require(const std::string& part) { condition_ += (condition_.empty() ? "" : " /\\ ") + part; }

  std::string thread(std::size_t number, const std::string& operations) {
    std::string code = "P" + std::to_string(number) + " (atomic_int* x, atomic_int* y, atomic_int* z) {\n";
    std::istringstream in(operations);
    int reads = 0;
    for (std::string o; in >> o;) {
      const std::string variable = o.substr(1, 1);
      if (o[0] == 'F') {
        code += "  atomic_thread_fence(" + order(o[1]) + ");\n";
      } else if (o[0] == 'W') {
        code += "  atomic_store_explicit(" + variable + ", " + o[2] + ", " + order(o[3]) + ");\n";
      } else if (o[0] == 'A') {
        code += "  atomic_fetch_add_explicit(" + variable + ", 1, " + order(o[3]) + ");\n";
      } else {
        const std::string local = "r" + std::to_string(reads++);
        code.append("  int ").append(local).append(" = atomic_load_explicit(");
        code.append(variable).append(", ").append(order(o[3])).append(");\n");
        require(std::to_string(number) + ":" + local + "=" + o[2]);
      }
    }
    return code + "}\n";
  }

  std::string condition_;
};

const std::vector<Shape> shapes = {
    {"SB_relaxed", true, {"Wx1r Ry0r", "Wy1r Rx0r"}},
    {"SB_release_acquire", true, {"Wx1l Ry0a", "Wy1l Rx0a"}},
    {"SB_seq_cst", false, {"Wx1s Ry0s", "Wy1s Rx0s"}},
    {"SB_fences", false, {"Wx1r Fs Ry0r", "Wy1r Fs Rx0r"}},
    {"SB_fence_and_accesses", false, {"Wx1s Ry0s", "Wy1r Fs Rx0r"}},
    {"SB_weak_fences", true, {"Wx1r Fb Ry0r", "Wy1r Fs Rx0r"}},
    {"MP_relaxed", true, {"Wx1r Wy1r", "Ry1r Rx0r"}},
    {"MP_release_acquire", false, {"Wx1r Wy1l", "Ry1a Rx0r"}},
    {"MP_fences", false, {"Wx1r Fl Wy1r", "Ry1r Fa Rx0r"}},
    {"MP_through_an_update", false, {"Wx1r Wy1l", "Ay1r", "Ry2a Rx0r"}},
    {"MP_through_a_later_store", true, {"Wx1r Wy1l Wy2r", "Ry2a Rx0r"}},
    {"LB_relaxed", false, {"Rx1r Wy1r", "Ry1r Wx1r"}},
    {"WRC_release_acquire", false, {"Wx1l", "Rx1a Wy1l", "Ry1a Rx0r"}},
    {"WRC_relaxed", true, {"Wx1r", "Rx1r Wy1r", "Ry1r Rx0r"}},
    {"ISA2_release_acquire", false, {"Wx1r Wy1l", "Ry1a Wz1l", "Rz1a Rx0r"}},
    {"IRIW_release_acquire", true, {"Wx1l", "Wy1l", "Rx1a Ry0a", "Ry1a Rx0a"}},
    {"IRIW_seq_cst", false, {"Wx1s", "Wy1s", "Rx1s Ry0s", "Ry1s Rx0s"}},
    {"IRIW_acquiring_first_reads", true, {"Wx1s", "Wy1s", "Rx1a Ry0s", "Ry1a Rx0s"}},
    {"IRIW_fences", false, {"Wx1r", "Wy1r", "Rx1r Fs Ry0r", "Ry1r Fs Rx0r"}},
    {"RWC_seq_cst", false, {"Wx1s", "Rx1s Ry0s", "Wy1s Rx0s"}},
    {"RWC_acquiring_first_read", true, {"Wx1s", "Rx1a Ry0s", "Wy1s Rx0s"}},
    {"RWC_fences", false, {"Wx1r", "Rx1r Fs Ry0r", "Wy1r Fs Rx0r"}},
    {"W_RWC_seq_cst_ends", false, {"Wx1s Wy1l", "Ry1a Rz0s", "Wz1s Rx0s"}},
    {"W_RWC_relaxed_link", true, {"Wx1s Wy1r", "Ry1r Rz0s", "Wz1s Rx0s"}, ""},
    {"R_release_acquire", true, {"Wx1l Wy1l", "Wy2l Rx0a"}, "y2"},
    {"R_seq_cst", false, {"Wx1s Wy1s", "Wy2s Rx0s"}, "y2"},
    {"R_fences", false, {"Wx1r Fs Wy1r", "Wy2r Fs Rx0r"}, "y2"},
    {"S_relaxed", true, {"Wx2r Wy1r", "Ry1r Wx1r"}, "x2"},
    {"S_release_acquire", false, {"Wx2r Wy1l", "Ry1a Wx1r"}, "x2"},
    {"TwoPlusTwoW_release", true, {"Wx1l Wy2l", "Wy1l Wx2l"}, "x1 y1"},
    {"TwoPlusTwoW_seq_cst", false, {"Wx1s Wy2s", "Wy1s Wx2s"}, "x1 y1"},
    {"TwoPlusTwoW_fences", false, {"Wx1r Fs Wy2r", "Wy1r Fs Wx2r"}, "x1 y1"},
    {"Z6U", true, {"Wx1s Wy1l", "Ay1s Ry2r", "Wy3s Rx0s"}, "y3"},
    {"WWmerge1", false, {"Rx2a Ry0s", "Wx1s Wx2s", "Wy1s Rx0s"}, "x2"},
    {"SB_rfis", true, {"Wx1l Rx1s Ry0s", "Wy1l Ry1s Rx0s"}},
    {"IRIW_seq_cst_loads", true, {"Wx1r", "Wy1r", "Rx1s Ry0s", "Ry1s Rx0s"}},
    {"RWC_fence_after_a_store", false, {"Wx1s", "Rx1r Fs Ry0r", "Wy1s Rx0s"}},
    {"RWC_fence_after_a_relaxed_store", true, {"Wx1r", "Rx1r Fs Ry0r", "Wy1s Rx0s"}},
    {"CoRR", false, {"Wx1r", "Wx2r", "Rx1r Rx2r", "Rx2r Rx1r"}},
    {"CoWR", false, {"Wx1r Rx0r"}},
};

class Rc11Shape : public testing::TestWithParam<Shape> {};

TEST_P(Rc11Shape, is_allowed_or_forbidden) {
  const Shape& shape = GetParam();
  const Row row = run(parse(Writer().text(shape), shape.name).at(0));
  EXPECT_EQ(row.end, Result::End::searched) << row.reason;
  EXPECT_EQ(row.exists, shape.allowed) << Writer().text(shape);
}

std::string name_of(const testing::TestParamInfo<Shape>& named) { return named.param.name; }

INSTANTIATE_TEST_SUITE_P(Literature, Rc11Shape, testing::ValuesIn(shapes), name_of);

}  // namespace

}  // namespace turnstile::rc11::litmus
