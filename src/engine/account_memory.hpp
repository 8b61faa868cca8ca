// What an account remembers over a restart beside its sign-in: one text in the state store.
#pragma once

#include "base/stores.hpp"

#include <mutex>
#include <string>

namespace spotify {

// Thread-safe. A store that fails costs the memory across a restart.
class AccountMemory {
public:
    // The store outlives this.
    AccountMemory(StateStore& state, const std::string& account)
        : state_(state)
        , key_("account/" + account + "/volumes") {}

    std::string load();          // empty where there is none; blocks on storage
    void keep(std::string text); // to be stored; does not block
    void store(); // what is to be kept last, whichever of several comes first; blocks on storage

private:
    StateStore& state_;
    const std::string key_;
    std::mutex text_mutex_;
    std::string text_;
    std::mutex store_mutex_; // before text_mutex_
};

} // namespace spotify
