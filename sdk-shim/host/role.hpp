// What somebody at a face may do. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace host {

enum class Role {
    operate, // see and use what is there
    set_up   // that, and sign in and out, look into the host, and change it
};

inline std::string_view word(Role role) {
    return role == Role::set_up ? "set_up" : "operate";
}

inline std::optional<Role> role_of(std::string_view word) {
    if (word == "operate") {
        return Role::operate;
    }
    return word == "set_up" ? std::optional{Role::set_up} : std::nullopt;
}

} // namespace host
