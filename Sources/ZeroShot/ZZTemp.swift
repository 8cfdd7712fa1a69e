extension PeopleEvidence { static func found(inXMP bytes: [UInt8]) -> [PeopleEvidence] { [] } }
