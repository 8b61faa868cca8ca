// A store in a folder of its own, and what tests of stores need besides: refusals as values, processes that
// end with a number, disks that fail.
#pragma once

#include "host/file_store.hpp"
#include "temp_dir.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

namespace host_tests {

inline std::shared_ptr<const host::SealingKey> key_of_bytes(unsigned char byte) {
    std::array<unsigned char, host::SealingKey::size> bytes{};
    bytes.fill(byte);
    return std::make_shared<const host::SealingKey>(bytes);
}

struct StoreFixture {
    test::TempDir folder;
    std::filesystem::path root = folder.path() / "state";
    std::filesystem::path values = root / "secrets" / "plug";

    std::filesystem::path file(const std::string& name) const { return values / name; }
};

struct Refusal {
    host::StoreError::Reason reason;
    std::string text;
};

// Nothing when `act` was not refused.
std::optional<Refusal> refusal(const std::function<void()>& act);

mode_t mode_of(const std::filesystem::path& path);
std::size_t files_in(const std::filesystem::path& folder);

// Runs `act` in a process of its own and returns its exit status: 99 when it threw, -1 when it had none. No
// doctest in `act`.
int in_child(const std::function<int()>& act);

// fsync() of this test program fails for these, with EIO, until the object goes.
enum class Fsync { of_files_fails, of_folders_fails };
class FailingFsync {
public:
    explicit FailingFsync(Fsync what);
    ~FailingFsync();
    FailingFsync(const FailingFsync&) = delete;
    FailingFsync& operator=(const FailingFsync&) = delete;
};

} // namespace host_tests
