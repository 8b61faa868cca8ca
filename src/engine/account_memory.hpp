// What an account remembers over a restart beside its sign-in: texts in the state store.
#pragma once

#include "account/effects.hpp"
#include "base/stores.hpp"

#include <map>
#include <mutex>
#include <string>

namespace spotify {

// Thread-safe. A store that fails costs the memory across a restart.
class AccountMemory {
public:
    // The store outlives this.
    AccountMemory(StateStore& state, const std::string& account)
        : state_(state)
        , folder_("account/" + account + '/') {}

    std::string load(account::Memory what);            // empty where there is none; blocks on storage
    void keep(account::Memory what, std::string text); // to be stored; does not block
    // What is to be kept of it last, whichever of several comes first; blocks on storage.
    void store(account::Memory what);

private:
    std::string key_of(account::Memory what) const;

    StateStore& state_;
    const std::string folder_;
    std::mutex texts_mutex_;
    std::map<account::Memory, std::string> texts_;
    std::mutex store_mutex_; // before texts_mutex_
};

} // namespace spotify
