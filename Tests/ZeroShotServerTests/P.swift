import HummingbirdTesting

@testable import ZeroShotServer
