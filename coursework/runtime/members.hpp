// The last part of what serve.hpp declares: included behind the submission, whose macros may be anything.
#undef if
#undef constexpr
#undef requires
#undef template
#undef class
#undef int
#undef void
#undef const
#undef namespace
#undef return

namespace turnstile::coursework {

#define TURNSTILE_NAME(member)                                                               \
  if constexpr (requires {                                                                   \
                  &x.member;                                                                 \
                  requires !std::is_function_v<std::remove_reference_t<decltype(x.member)>>; \
                }) {                                                                         \
    name_all<depth>(x.member, name + #member, naming);                                       \
  }

template <int depth, class T>
void name_members([[maybe_unused]] T& x, [[maybe_unused]] const std::string& name, [[maybe_unused]] Naming& naming) {
  TURNSTILE_MEMBERS(TURNSTILE_NAME)
}

}  // namespace turnstile::coursework
